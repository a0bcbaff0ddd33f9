import { expect, test } from 'vitest'
import { bo, day, eventId, specification } from '../../../tests/domain/given.ts'
import { TeamId } from './ids.ts'
import { leftSince, type RepEvent, rep } from './rep.ts'

const given = specification(rep)
const east = TeamId.parse('T-East')
const west = TeamId.parse('T-West')
const january = day('2024-01-01')
const hired: RepEvent = { type: 'RepHired', effectiveOn: january, data: { repId: bo, name: 'Bo' } }
const joined = (teamId: TeamId): RepEvent => ({ type: 'TeamJoined', effectiveOn: january, data: { repId: bo, teamId } })
const left = (effectiveOn: string): RepEvent => ({ type: 'RepLeft', effectiveOn: day(effectiveOn), data: { repId: bo } })

test('facts about people are recorded, and the same again changes nothing', () => {
  given()
    .when({ type: 'JoinTeam', effectiveOn: january, data: { repId: bo, teamId: east } })
    .thenRecorded(joined(east))
  given(hired, joined(east))
    .when({ type: 'JoinTeam', effectiveOn: january, data: { repId: bo, teamId: east } })
    .thenNothing()
  given(hired, joined(east), joined(west))
    .when({ type: 'JoinTeam', effectiveOn: january, data: { repId: bo, teamId: east } })
    .thenRecorded(joined(east))
  given(hired)
    .when({ type: 'HireRep', effectiveOn: january, data: { repId: bo, name: 'Bo' } })
    .thenNothing()
})

test('a correction names a membership', () => {
  const correct = { type: 'CorrectMembership', effectiveOn: day('2024-02-01'), data: { repId: bo, teamId: west } } as const
  given(hired, joined(east))
    .when((history) => ({ ...correct, corrects: history[1]! }))
    .thenRecorded({ type: 'MembershipCorrected', effectiveOn: '2024-02-01', data: { ...correct.data, corrects: eventId(1) } })
  given(hired, joined(east))
    .when((history) => ({ ...correct, corrects: history[0]! }))
    .thenRefused({ code: 'corrects-another-kind', type: 'RepHired' })
  given(hired)
    .when({ ...correct, corrects: null })
    .thenRefused({ code: 'corrects-unknown' })
})

test('a rep has left from his last leaving on, until he is hired again', () => {
  const again: RepEvent = { ...hired, effectiveOn: day('2025-01-01') }
  expect(leftSince([hired, left('2024-06-01')], day('2024-06-01'))).toBe('2024-06-01')
  expect(leftSince([hired, left('2024-06-01')], day('2024-05-31'))).toBeNull()
  expect(leftSince([hired, again, left('2024-06-01')], day('2025-01-01'))).toBeNull()
  expect(leftSince([], day('2025-01-01'))).toBeNull()
})

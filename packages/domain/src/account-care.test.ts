import { test } from 'vitest'
import { bo, cy, day, delta, eventId, specification } from '../../../tests/domain/given.ts'
import { accountCare } from './account-care.ts'
import type { AccountEvent } from './account-events.ts'
import { Code } from './ids.ts'

const given = specification(accountCare)
const march = day('2025-03-10')
const registered: AccountEvent = {
  type: 'AccountRegistered',
  effectiveOn: day('2023-12-15'),
  data: { accountId: delta, name: 'Delta' },
}
const price = { reasonCode: Code.parse('price'), reasonClass: 'preventable' } as const
const service = { reasonCode: Code.parse('service'), reasonClass: 'preventable' } as const
const lost: AccountEvent = { type: 'AccountLost', effectiveOn: day('2025-02-28'), data: { accountId: delta, ...price } }
const wonBack: AccountEvent = { type: 'AccountWonBack', effectiveOn: day('2025-06-01'), data: { accountId: delta } }
const correctedBy = (reason: typeof price | typeof service): AccountEvent => ({
  type: 'AccountLossReasonCorrected',
  effectiveOn: march,
  data: { accountId: delta, ...reason, corrects: eventId(1) },
})
const correct = { type: 'CorrectLossReason', effectiveOn: march, data: { accountId: delta, ...service } } as const

test('the reason of a loss is corrected by naming the loss, or the correction that stands', () => {
  given(registered, lost)
    .when((history) => ({ ...correct, corrects: history[1]! }))
    .thenRecorded(correctedBy(service))
  given(registered, lost, correctedBy(price))
    .when((history) => ({ ...correct, corrects: history[2]! }))
    .thenRecorded(correctedBy(service))
})

test('the reason that stands is not corrected to itself', () => {
  given(registered, lost, correctedBy(service))
    .when((history) => ({ ...correct, corrects: history[1]! }))
    .thenNothing()
  given(registered, lost)
    .when((history) => ({ ...correct, data: { accountId: delta, ...price, note: 'again' }, corrects: history[1]! }))
    .thenNothing()
})

test('only the reason of the loss that lasts is corrected', () => {
  given(registered, lost)
    .when({ ...correct, corrects: null })
    .thenRefused({ code: 'corrects-unknown' })
  given(registered, lost)
    .when((history) => ({ ...correct, corrects: history[0]! }))
    .thenRefused({ code: 'corrects-another-kind', type: 'AccountRegistered' })
  given(registered, lost, wonBack)
    .when((history) => ({ ...correct, corrects: history[1]! }))
    .thenRefused({ code: 'not-lost' })
})

test('a lost account is spoken with by a manager, until another day or manager is planned', () => {
  const data = { accountId: delta, managerId: bo, due: day('2025-03-14') }
  const plan = { type: 'PlanWinBackContact', effectiveOn: march, data } as const
  const planned: AccountEvent = { type: 'WinBackContactPlanned', effectiveOn: march, data }
  given(registered, lost).when(plan).thenRecorded(planned)
  given(registered, lost, planned).when(plan).thenNothing()
  const toCy = { ...data, managerId: cy }
  given(registered, lost, planned)
    .when({ ...plan, data: toCy })
    .thenRecorded({ ...planned, data: toCy })
  given(registered).when(plan).thenRefused({ code: 'not-lost' })
  given(registered, lost, wonBack).when(plan).thenRefused({ code: 'not-lost' })
})

test('each loss has its own contacts', () => {
  const data = { accountId: delta, outcome: Code.parse('interested') }
  const made: AccountEvent = { type: 'WinBackContactMade', effectiveOn: march, data }
  const record = { type: 'RecordWinBackContact', effectiveOn: march, data } as const
  given(registered, lost, made).when(record).thenNothing()
  given(registered, lost, made, wonBack, { ...lost, effectiveOn: day('2025-07-01') })
    .when(record)
    .thenRecorded(made)
})

test('a contact is recorded from the day of the loss on, also once the account is back', () => {
  const data = { accountId: delta, outcome: Code.parse('refused') }
  const made = (effectiveOn: string) => ({ type: 'RecordWinBackContact', effectiveOn: day(effectiveOn), data }) as const
  given(registered, lost, wonBack)
    .when(made('2025-06-02'))
    .thenRecorded({ type: 'WinBackContactMade', effectiveOn: '2025-06-02', data })
  given(registered, lost).when(made('2025-02-27')).thenRefused({ code: 'not-lost' })
  given(registered).when(made('2025-03-01')).thenRefused({ code: 'not-lost' })
})

test('an account is evaluated, and the same again changes nothing', () => {
  const scores = { accountId: delta, decisionMakerAccess: 2, potential: 5, openness: 4 }
  const evaluate = { type: 'EvaluateAccount', effectiveOn: march, data: scores } as const
  const isGrowing: AccountEvent = { type: 'AccountEvaluated', effectiveOn: march, data: scores }
  given(registered).when(evaluate).thenRecorded(isGrowing)
  given(registered, isGrowing, lost).when(evaluate).thenNothing()
})

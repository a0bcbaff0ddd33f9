import { describe, test } from 'vitest'
import { acme, amount, bo, day, delta, eur, specification } from '../../../tests/domain/given.ts'
import { type ActivityEvent, activity } from './activity.ts'
import { type DependencyEvent, dependency } from './dependency.ts'
import { ActivityId, ActorId, Code, DependencyId, ProgramId, TouchpointId } from './ids.ts'
import { type KeyProgramEvent, keyProgram } from './key-program.ts'
import { type TouchpointEvent, touchpoints } from './touchpoint.ts'

const effectiveOn = day('2025-03-12')
const later = day('2025-04-14')

describe('an activity', () => {
  const given = specification(activity)
  const activityId = ActivityId.parse('V1')
  const data = { activityId, accountId: delta, kind: 'visit', by: bo } as const
  const recorded: ActivityEvent = { type: 'ActivityRecorded', effectiveOn, data }
  const voided: ActivityEvent = { type: 'ActivityVoided', effectiveOn: later, data: { activityId, accountId: delta } }

  test('is recorded once and voided for good, for the account that it was recorded for', () => {
    given().when({ type: 'RecordActivity', effectiveOn, data }).thenRecorded(recorded)
    given(recorded).when({ type: 'VoidActivity', effectiveOn: later, data: { activityId } }).thenRecorded(voided)
    given(recorded, voided).when({ type: 'VoidActivity', effectiveOn: later, data: { activityId } }).thenNothing()
  })

  test('is one fact, and waits for nothing but itself', () => {
    given(recorded, voided)
      .when({ type: 'RecordActivity', effectiveOn, data })
      .thenRefused({ code: 'activity-exists', activityId })
    given()
      .when({ type: 'VoidActivity', effectiveOn, data: { activityId } })
      .thenRefused({ code: 'unknown-activity', activityId })
  })
})

describe('a touchpoint', () => {
  const given = specification(touchpoints)
  const touchpointId = TouchpointId.parse('T1')
  const id = { touchpointId, accountId: delta }
  const plan = { type: 'PlanTouchpoint', effectiveOn, data: { ...id, due: day('2025-04-15') } } as const
  const planned: TouchpointEvent = { type: 'TouchpointPlanned', effectiveOn, data: plan.data }
  const hold = { type: 'HoldTouchpoint', effectiveOn: later, data: { ...id, by: bo } } as const
  const held: TouchpointEvent = { type: 'TouchpointHeld', effectiveOn: later, data: hold.data }

  test('is planned, perhaps anew, and then held or skipped', () => {
    given().when(plan).thenRecorded(planned)
    given(planned).when(plan).thenNothing()
    const moved = { ...plan.data, due: day('2025-05-01') }
    given(planned)
      .when({ ...plan, data: moved })
      .thenRecorded({ ...planned, data: moved })
    given(planned).when(hold).thenRecorded(held)
    given(planned)
      .when({ type: 'SkipTouchpoint', effectiveOn: later, data: id })
      .thenRecorded({ type: 'TouchpointSkipped', effectiveOn: later, data: id })
  })

  test('is over once, and the same again changes nothing', () => {
    given(planned, held).when(hold).thenNothing()
    const over = { code: 'touchpoint-over', touchpointId, as: 'held' }
    given(planned, held).when({ type: 'SkipTouchpoint', effectiveOn: later, data: id }).thenRefused(over)
    given(planned, held).when(plan).thenRefused(over)
  })

  test('must be planned, for the account that it is held with', () => {
    given().when(hold).thenRefused({ code: 'unknown-touchpoint', touchpointId })
    given(planned)
      .when({ ...hold, data: { touchpointId, accountId: acme } })
      .thenRefused({ code: 'another-account', accountId: delta })
  })
})

describe('a dependency', () => {
  const given = specification(dependency)
  const dependencyId = DependencyId.parse('D1')
  const data = {
    dependencyId,
    accountId: delta,
    owingFunction: Code.parse('legal'),
    ownerId: ActorId.parse('L7'),
    neededBy: day('2025-04-30'),
  }
  const raise = { type: 'RaiseDependency', effectiveOn, data } as const
  const raised: DependencyEvent = { type: 'DependencyRaised', effectiveOn, data }
  const meet = { type: 'MeetDependency', effectiveOn: later, data: { dependencyId } } as const
  const met: DependencyEvent = { type: 'DependencyMet', effectiveOn: later, data: { dependencyId, accountId: delta } }

  test('is raised, then met or dropped, for its account', () => {
    given().when(raise).thenRecorded(raised)
    given(raised).when(raise).thenNothing()
    given(raised).when(meet).thenRecorded(met)
    given(raised, met).when(meet).thenNothing()
    given(raised)
      .when({ type: 'DropDependency', effectiveOn: later, data: { dependencyId, reason: 'no need' } })
      .thenRecorded({
        type: 'DependencyDropped',
        effectiveOn: later,
        data: { dependencyId, accountId: delta, reason: 'no need' },
      })
  })

  test('is over once', () => {
    given().when(meet).thenRefused({ code: 'unknown-dependency', dependencyId })
    given(raised)
      .when({ ...raise, data: { ...data, neededBy: later } })
      .thenRefused({ code: 'dependency-exists', dependencyId })
    given(raised, met)
      .when({ type: 'DropDependency', effectiveOn: later, data: { dependencyId } })
      .thenRefused({ code: 'dependency-over', dependencyId, as: 'met' })
  })
})

describe('a key program', () => {
  const given = specification(keyProgram)
  const programId = ProgramId.parse('K1')
  const data = { programId, accountId: delta, name: 'Fleet', amount: amount('90000.0000'), currency: eur }
  const open = { type: 'OpenKeyProgram', effectiveOn, data } as const
  const opened: KeyProgramEvent = { type: 'KeyProgramOpened', effectiveOn, data }
  const stage = Code.parse('pilot')
  const update = { type: 'UpdateKeyProgram', effectiveOn: later, data: { programId, stage } } as const
  const updated: KeyProgramEvent = { type: 'KeyProgramUpdated', effectiveOn: later, data: { programId, accountId: delta, stage } }
  const close = { type: 'CloseKeyProgram', effectiveOn: later, data: { programId } } as const
  const closed: KeyProgramEvent = { type: 'KeyProgramClosed', effectiveOn: later, data: { programId, accountId: delta } }

  test('is opened, updated and closed', () => {
    given().when(open).thenRecorded(opened)
    given(opened).when(open).thenNothing()
    given(opened).when(update).thenRecorded(updated)
    given(opened, updated).when(update).thenNothing()
    given(opened, updated).when(close).thenRecorded(closed)
    given(opened, closed).when(close).thenNothing()
  })

  test('is known, one, and not updated once it is closed', () => {
    given().when(update).thenRefused({ code: 'unknown-program', programId })
    given(opened)
      .when({ ...open, data: { ...data, name: 'Other' } })
      .thenRefused({ code: 'program-exists', programId })
    given(opened, closed).when(update).thenRefused({ code: 'program-closed', programId })
  })
})

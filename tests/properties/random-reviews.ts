import {
  addDays,
  type CommitmentId,
  type Day,
  type EventOf,
  fiscalCalendar,
  type QbrCommand,
  type QbrId,
  qbr,
  type RepId,
} from '@daybook/domain'
import { decide, pastOf } from './decide.ts'
import { periodNear } from './random-plans.ts'
import { daysFromToday, today, type World } from './world.ts'

// Quarterly reviews: opened, said, locked, did or did not, as their decider allows it.

const open = (world: World): void => {
  const { ownerId, quarter } = next(world)
  const data = { qbrId: `${ownerId}-${quarter.id}` as QbrId, ownerId, quarter: quarter.id } // Sound: an id of the schema's shape
  const calendar = fiscalCalendar(world.calendars)
  const command = { type: 'OpenQbr', effectiveOn: today(world), data, calendar, other: null } as const // Its id names owner and quarter
  decide(world, { decider: qbr, stream: `qbr-${data.qbrId}`, command })
}

/** Of a rep and a quarter around these months; often the one after a review that he has had, so that something is left to carry over. */
const next = (world: World) => {
  const { random } = world
  const former = random.chance(60) ? someReview(world) : null
  const before = former === null ? null : fiscalCalendar(world.calendars).period(former.quarter)
  const quarter = before === null ? null : fiscalCalendar(world.calendars).quarterOf(before.until)
  if (former === null || quarter === null) return { ownerId: random.pick(world.reps), quarter: periodNear(world, 'quarter') }
  return { ownerId: former.ownerId, quarter }
}

type Made = EventOf<'CommitmentMade'>['data']

/** A review with what was said in it so far. */
type Review = { readonly qbrId: QbrId; readonly ownerId: RepId; readonly quarter: string; readonly made: readonly Made[] }

const someReview = (world: World): Review | null => {
  const opened = world.events.filter((event) => event.type === 'QbrOpened')
  if (opened.length === 0) return null
  const { stream, data } = world.random.pick(opened)
  const made = pastOf(world, stream).flatMap((event) =>
    event.type === 'CommitmentMade' || event.type === 'CommitmentAddedAfterLock' ? [event.data] : [],
  )
  return { qbrId: data.qbrId, ownerId: data.ownerId, quarter: data.quarter, made }
}

const commitment = (world: World, { qbrId, quarter, made }: Review): QbrCommand | null => {
  const calendar = fiscalCalendar(world.calendars)
  const period = calendar.period(quarter)
  if (period === null) return null
  const commitmentId = `c${made.length + 1}` as CommitmentId // Sound: an id of the schema's shape
  const due = addDays(period.until, -world.random.between(1, 80))
  const data = { qbrId, commitmentId, text: 'call the ten largest', due, ...lineage(world) }
  return { type: 'MakeCommitment', effectiveOn: today(world), data, calendar }
}

/** Mostly none; else a name, the id of an earlier commitment, or a proposal. */
const lineage = (world: World): Pick<Made, 'lineageId'> => {
  const { random } = world
  const proposed = world.events.filter((event) => event.type === 'NextCommitmentProposed')
  const named = random.pick(['north', 'north', 'c1', 'c2', proposed.length === 0 ? 'c1' : random.pick(proposed).eventId])
  return random.chance(40) ? {} : { lineageId: named as NonNullable<Made['lineageId']> } // Sound: names of the schema's shape
}

const lock = (world: World, { qbrId, made }: Review): QbrCommand => {
  const due = made[0]?.due
  const effectiveOn =
    due === undefined || world.random.chance(70) ? daysFromToday(world, -5, 0) : addDays(due, world.random.between(-90, 20))
  return { type: 'LockCommitments', effectiveOn, data: { qbrId } }
}

const outcome = (world: World, due: Day): { readonly effectiveOn: Day; readonly result: Pick<Outcome, 'outcome' | 'why'> } => {
  const { random } = world
  const kind = random.pick(['kept', 'kept', 'kept-late', 'partial', 'missed', 'missed', 'missed'] as const)
  if (kind === 'kept') return { result: { outcome: kind }, effectiveOn: addDays(due, -random.between(0, 30)) }
  const why = kind === 'missed' ? { why: 'no time' } : {}
  return { result: { outcome: kind, ...why }, effectiveOn: addDays(due, random.between(1, 30)) }
}

type Outcome = EventOf<'CommitmentOutcomeRecorded'>['data']

const settle = (world: World, review: Review): QbrCommand | null => {
  const { random } = world
  if (review.made.length === 0) return null
  const { commitmentId, due } = random.pick(review.made)
  const { qbrId } = review
  const { effectiveOn, result } = outcome(world, due)
  const told = pastOf(world, `qbr-${qbrId}`).findLast(
    (event) =>
      (event.type === 'CommitmentOutcomeRecorded' || event.type === 'CommitmentOutcomeCorrected') &&
      event.data.commitmentId === commitmentId,
  ) as Extract<World['events'][number], { type: 'CommitmentOutcomeRecorded' | 'CommitmentOutcomeCorrected' }> | undefined // Sound: found by these names
  const data = { qbrId, commitmentId, ...result }
  if (told !== undefined) return { type: 'CorrectOutcome', effectiveOn, data, corrects: told }
  if (random.chance(80)) return { type: 'RecordOutcome', effectiveOn, data }
  const withdrawn = { qbrId, commitmentId, reason: 'no longer useful' }
  const approvedBy = 'manager' as EventOf<'CommitmentWithdrawn'>['data']['approvedBy'] // Sound: an id of the schema's shape
  return { type: 'WithdrawCommitment', effectiveOn: addDays(due, -random.between(0, 20)), data: withdrawn, approvedBy }
}

const remark = (world: World, { qbrId, made }: Review): QbrCommand => {
  const effectiveOn = today(world)
  const text = 'call earlier in the day'
  const first = made[0]
  const calendar = fiscalCalendar(world.calendars)
  if (first === undefined) return { type: 'HoldQbr', effectiveOn, data: { qbrId, minutes: 180, attendees: [] } }
  const { commitmentId } = first
  const reworded: QbrCommand = { type: 'RewordCommitment', effectiveOn, data: { qbrId, commitmentId, text }, calendar }
  return world.random.pick<QbrCommand>([
    { type: 'RecordLearning', effectiveOn, data: { qbrId, text } },
    { type: 'ProposeNextCommitment', effectiveOn, data: { qbrId, fromCommitmentId: commitmentId, text } },
    reworded,
    reworded, // Refused once the review is locked, as it mostly is by then.
    { type: 'CloseQbr', effectiveOn, data: { qbrId } },
  ])
}

const steps = [commitment, commitment, commitment, lock, lock, settle, settle, settle, settle, remark]

/** The next step of some review, or a new review. */
export const advanceQbr = (world: World): void => {
  const review = world.random.chance(20) ? null : someReview(world)
  const command = review === null ? null : world.random.pick(steps)(world, review)
  if (review === null) open(world)
  else if (command !== null) decide(world, { decider: qbr, stream: `qbr-${review.qbrId}`, command })
}

import { account, turnsOf } from './account.ts'
import { accountCare } from './account-care.ts'
import type { AccountEvent } from './account-events.ts'
import { ownersOn } from './assignments.ts'
import { addDays, byDay, type Day } from './day.ts'
import type { Identified } from './event.ts'
import type { AccountId, OrderId, RepId, StreamName } from './ids.ts'
import { openLoss } from './losses.ts'
import type { OrderLine } from './order.ts'
import { valuedLines } from './order-value.ts'
import type { Share } from './owners.ts'
import { leftSince, type RepState, teamOn } from './rep.ts'
import { streams } from './streams.ts'
import { managerOn, type TeamEvent } from './team.ts'

// Process managers (domain 6): what follows from an event, decided by the decider of the stream that it touches. What that refuses
// does not follow. All are pure; whoever records the cause records this in the same transaction, so there is nothing to heal.

type AccountPast = readonly Identified<AccountEvent>[]

const foldedAccount = (events: AccountPast) => events.reduce(account.evolve, account.initialState)

/** An order as it now stands. */
type StatedOrder = {
  readonly effectiveOn: Day
  readonly data: {
    readonly orderId: OrderId
    readonly accountId: AccountId
    readonly lines: readonly OrderLine[]
    readonly orderDiscount?: OrderLine['net']
    readonly afterVoid?: true
  }
}

/**
 * A qualifying order after the loss of its customer wins it back, on the day of the order: the account that the order names or, where
 * that was merged, the one that stands for it, whose past is given. PM-1, P-15, P-16.
 */
export const wonBackBy = (
  { effectiveOn, data }: StatedOrder,
  { accountId, past }: { readonly accountId: AccountId; readonly past: AccountPast },
): readonly AccountEvent[] => {
  if (data.afterVoid === true || valuedLines(data).reduce((sum, { value }) => sum + value, 0n) <= 0n) return []
  const { orderId: causeOrderId } = data
  const decided = account.decide(foldedAccount(past), { type: 'WinBack', effectiveOn, data: { accountId, causeOrderId } })
  return decided.ok ? decided.value : []
}

/** Days from a loss until the manager is to have spoken with the account. PM-4. */
const contactWithinDays = 14

/**
 * Who answers for a loss: the owner with the largest share, on the day before it, else on the day itself; null when nobody owned the
 * account. Of equal shares the first listed. The same as the rep at loss of R-100.
 */
export const ownerAtLoss = (past: AccountPast, lostOn: Day): RepId | null => {
  const state = foldedAccount(past)
  if (state.status !== 'registered') return null // Of an absorbed account nothing is decided.
  const before = ownersOn(state.assignments, addDays(lostOn, -1))
  const shares = before.length > 0 ? before : ownersOn(state.assignments, lostOn)
  const largest = shares.reduce<Share | null>(
    (best, one) => (best === null || one.basisPoints > best.basisPoints ? one : best),
    null,
  )
  return largest?.repId ?? null
}

/** Whom the manager of a lost account leads: the team of its owner at the loss. */
export const teamAtLoss = (rep: RepState, lostOn: Day) => teamOn(rep, addDays(lostOn, -1)) ?? teamOn(rep, lostOn)

/** A loss is spoken of with the customer by the manager of whoever lost it, within 14 days of it. Where there is none, by nobody. PM-4. */
export const contactPlannedBy = (
  lost: Extract<AccountEvent, { type: 'AccountLost' }>,
  { past, team }: { readonly past: AccountPast; readonly team: readonly TeamEvent[] },
): readonly AccountEvent[] => {
  const { effectiveOn } = lost
  const managerId = managerOn(team, effectiveOn)
  if (managerId === null) return []
  const { accountId } = lost.data
  const state = accountCare.evolve(past.reduce(accountCare.evolve, accountCare.initialState), unrecorded(lost))
  const due = addDays(effectiveOn, contactWithinDays)
  const decided = accountCare.decide(state, { type: 'PlanWinBackContact', effectiveOn, data: { accountId, managerId, due } })
  return decided.ok ? decided.value : []
}

/** An event that is about to be recorded, as a fold sees it: who set what does not matter to what is asked then. */
const unrecorded = <Event extends AccountEvent>(event: Event): Identified<Event> =>
  ({ ...event, eventId: '', source: '', id: '', position: -1n }) as unknown as Identified<Event> // Sound: nothing reads its identity

/**
 * Where a rep who leaves owned an account, alone or with others, nobody owns it from that day: the whole account goes to the worklist
 * of the unassigned, since nobody has decided to whom his share goes. Assignments that begin later and name him end as they begin. An
 * overlay alone is no owner. PM-5.
 *
 * In a period that is closed it acts as the policy says (P-07); where that forbids it, from the first day that is open.
 */
export const endedByLeaving = (
  leaving: { readonly repId: RepId; readonly effectiveOn: Day },
  { accountId, past, rep, closedUntil, backdating }: Leaving,
): readonly AccountEvent[] => {
  const state = foldedAccount(past)
  if (state.status !== 'registered') return []
  const later = state.assignments.map(({ effectiveOn }) => effectiveOn).filter((day) => day > leaving.effectiveOn)
  const days = [...new Set([leaving.effectiveOn, ...later])].toSorted(byDay)
  const isHis = (day: Day): boolean =>
    leftSince(rep, day) !== null && ownersOn(state.assignments, day).some(({ repId }) => repId === leaving.repId)
  const around = { departed: [], closedUntil, backdating: backdating === 'adjust' ? backdating : ('next-open-period' as const) }
  const ended = days.filter(isHis).flatMap((effectiveOn) => {
    const decided = account.decide(state, { type: 'EndAssignment', effectiveOn, data: { accountId }, around })
    return decided.ok ? decided.value : []
  })
  return ended.filter(({ effectiveOn }, index) => ended.findIndex((one) => one.effectiveOn === effectiveOn) === index)
}

type Leaving = {
  readonly accountId: AccountId
  readonly past: AccountPast
  /** What is known of the rep, his leaving included. */
  readonly rep: RepState
  readonly closedUntil: Day | null
  readonly backdating: 'adjust' | 'forbid-closed' | 'next-open-period'
}

/**
 * Whether an order may win the customer back, by the events of the account: it is lost and nothing has ended that, or it was merged into
 * another one, which may be.
 */
export const mayBeWonBack = (past: AccountPast): boolean => {
  const state = foldedAccount(past)
  return state.status === 'absorbed' || (state.status === 'registered' && openLoss(turnsOf(state)) !== undefined)
}

/**
 * The account that stands for another one, and the streams that tell, as far as they are known: read them and ask again. Itself where it
 * was never merged. P-15.
 */
export const customerOf = (
  accountId: AccountId,
  known: ReadonlyMap<StreamName, readonly unknown[]>,
): { readonly accountId: AccountId; readonly reads: readonly StreamName[] } => {
  const stream = streams.account(accountId)
  const state = foldedAccount((known.get(stream) ?? []) as AccountPast) // Sound: the stream of an account
  if (state.status !== 'absorbed') return { accountId, reads: [stream] }
  const next = customerOf(state.survivorId, known)
  return { ...next, reads: [stream, ...next.reads] }
}

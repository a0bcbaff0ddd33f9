import type { z } from 'zod'
import type { AccountsMerged, AccountsUnmerged } from './account-merge-events.ts'
import { byDay, type Day } from './day.ts'
import type { AccountId, EventId } from './ids.ts'
import type { Turn } from './losses.ts'

/** An account that another one has absorbed, as the survivor's stream knows it. */
export type Absorption = {
  readonly absorbedId: AccountId
  readonly setBy: EventId
  /** The survivor's loss that the choice for `active` has set aside. */
  readonly setAside: EventId | null
  /** Since when the absorbed account is lost, where that loss goes on. */
  readonly lostOn: Day | null
}

/** Why accounts are not merged, not parted again, or not decided about. Domain 5.4. */
export type MergeRefusal =
  | { code: 'same-account'; accountId: AccountId }
  | { code: 'account-merged'; accountId: AccountId; survivorId: AccountId }
  | { code: 'not-merged'; accountId: AccountId; survivorId: AccountId }
  | { code: 'status-choice-needed'; accountId: AccountId; lostOn: Day }

type Merged = z.infer<typeof AccountsMerged>
type MergeData = Omit<Merged['data'], 'absorbedLostOn'>

/** What may be decided about two accounts at once. `lostOn`: since when each of them is lost, null where it is not. */
export type MergeCommand = { type: 'MergeAccounts'; effectiveOn: Day; data: MergeData }
export type UnmergeCommand = {
  type: 'UnmergeAccounts'
  effectiveOn: Day
  data: z.infer<typeof AccountsUnmerged>['data']
}

/** Since when the two accounts of a merge are lost; null: not lost. */
type Lost = { readonly survivor: Day | null; readonly absorbed: Day | null }

/** The customer's status is ambiguous: one account is lost, the other is not, and nobody has said which it shall be. */
export const choiceNeeded = ({ survivorId, absorbedId, keepStatus }: MergeData, lost: Lost): MergeRefusal | null => {
  if (keepStatus !== undefined || (lost.survivor === null) === (lost.absorbed === null)) return null
  if (lost.survivor !== null) return { code: 'status-choice-needed', accountId: survivorId, lostOn: lost.survivor }
  return lost.absorbed === null ? null : { code: 'status-choice-needed', accountId: absorbedId, lostOn: lost.absorbed }
}

/** The merge as it is recorded. */
export const mergedEvent = ({ effectiveOn, data }: MergeCommand, lost: Lost): Merged => {
  const goesOn = lost.absorbed !== null && data.keepStatus !== 'active'
  return { type: 'AccountsMerged', effectiveOn, data: goesOn ? { ...data, absorbedLostOn: lost.absorbed } : data }
}

/** What the survivor remembers of a merge; `openLoss` is the loss of its own that nothing has ended. */
export const absorptionOf = ({ data, eventId }: Merged & { eventId: EventId }, openLoss: Turn | undefined): Absorption => ({
  absorbedId: data.absorbedId,
  setBy: eventId,
  setAside: data.keepStatus === 'active' ? (openLoss?.setBy ?? null) : null,
  lostOn: data.absorbedLostOn ?? null,
})

/** The turns of a customer: the survivor's own, less what merges set aside, with the losses that came along. */
export const turnsWith = (turns: readonly Turn[], absorptions: readonly Absorption[]): readonly Turn[] => {
  if (absorptions.length === 0) return turns
  const own = turns.filter(({ setBy }) => !absorptions.some(({ setAside }) => setAside === setBy))
  const along = absorptions.flatMap(({ lostOn, setBy }) => (lostOn === null ? [] : [{ effectiveOn: lostOn, lost: true, setBy }]))
  return [...own, ...along].toSorted((a, b) => byDay(a.effectiveOn, b.effectiveOn))
}

import { byBigint } from '@daybook/domain'
import type { AccountHead, Loss, WinBack } from './account-book.ts'
import type { DayNumber } from './kpi.ts'
import type { Merge } from './merges.ts'
import type { Reference } from './reference.ts'
import { actsFrom, mergesInto } from './resolution.ts'
import { beginning } from './timeline.ts'

type HeadOf = (accountId: string) => AccountHead

/**
 * The losses of a customer. P-15, P-16.
 *
 * Those of all accounts that he is made of: each until its own account was won back, or the survivor was after the merge. Where one account
 * was lost at the merge and the other was not, the choice says what holds: `active` sets the open losses aside (from the day of the merge
 * on, under `from-date`), `lost` lets them go on. Losses that overlap are one: nobody is lost twice.
 */
export const customerLosses = (accountId: string, headOf: HeadOf, reference: Reference): readonly Loss[] =>
  joined(lossesOf(accountId, headOf, reference).filter(({ lostOn }) => lostOn < leavesOn(reference, accountId)))

/** The first day on which another account stands for this one. */
const leavesOn = (reference: Reference, accountId: string): DayNumber => {
  const merge = reference.merges.get(accountId)
  return merge === undefined ? Number.POSITIVE_INFINITY : actsFrom(reference, merge)
}

const lossesOf = (accountId: string, headOf: HeadOf, reference: Reference): readonly Loss[] => {
  const head = headOf(accountId)
  let losses = head.losses
  for (const merge of mergesInto(reference, accountId)) {
    const day = actsFrom(reference, merge)
    const along = lossesOf(merge.absorbedId, headOf, reference).flatMap((loss) => broughtAlong(loss, merge, day))
    const later = head.winBacks.filter(({ setBy }) => setBy > merge.setBy)
    const kept = merge.keepStatus === 'active' ? losses.flatMap((loss) => unlessOpen(loss, merge, day)) : losses
    losses = [...kept, ...along.map((loss) => endedBy(loss, later))]
  }
  return losses
}

/** Whether a loss that is known at the merge was not ended by then. */
const isOpenAt = ({ lostBy, wonBackBy }: Loss, { setBy }: Merge): boolean =>
  lostBy < setBy && (wonBackBy === null || wonBackBy > setBy)

/** A loss of the absorbed account as far as it is the survivor's. */
const broughtAlong = (loss: Loss, merge: Merge, day: DayNumber): readonly Loss[] => {
  if (merge.keepStatus === 'active' && isOpenAt(loss, merge)) return []
  if (loss.lostOn >= day) return [loss]
  return loss.wonBackOn !== null && loss.wonBackOn <= day ? [] : [{ ...loss, lostOn: day, lostBy: merge.setBy }]
}

/** A loss of the survivor where the customer is active from the merge on. */
const unlessOpen = (loss: Loss, merge: Merge, day: DayNumber): readonly Loss[] => {
  if (!isOpenAt(loss, merge)) return [loss]
  return day === beginning || loss.lostOn >= day ? [] : [{ ...loss, wonBackOn: day, wonBackBy: merge.setBy }]
}

const endedBy = (loss: Loss, winBacks: readonly WinBack[]): Loss => {
  const winBack = winBacks.find(({ on }) => on > loss.lostOn)
  if (winBack === undefined || (loss.wonBackOn !== null && loss.wonBackOn <= winBack.on)) return loss
  return { ...loss, wonBackOn: winBack.on, wonBackBy: winBack.setBy }
}

/** Losses that overlap are one: it begins with the first and ends with the last. */
const joined = (losses: readonly Loss[]): readonly Loss[] => {
  const apart: Loss[] = []
  for (const loss of [...losses].sort((a, b) => a.lostOn - b.lostOn || byBigint(a.lostBy, b.lostBy))) {
    const last = apart.at(-1)
    if (last === undefined || (last.wonBackOn !== null && last.wonBackOn <= loss.lostOn)) apart.push(loss)
    else if (last.wonBackOn !== null && (loss.wonBackOn === null || loss.wonBackOn > last.wonBackOn))
      apart[apart.length - 1] = { ...last, wonBackOn: loss.wonBackOn, wonBackBy: loss.wonBackBy }
  }
  return apart
}

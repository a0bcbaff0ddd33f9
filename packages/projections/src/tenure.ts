import type { AccountView } from './account-book.ts'
import type { Contribution, DayNumber } from './kpi.ts'
import { placeOf } from './occasions.ts'
import { legOf } from './presence.ts'
import { bucketKey } from './reference.ts'
import { rowEntity } from './seats.ts'
import { beginning, forever } from './timeline.ts'

/** A stretch as a customer: from a win-back (or ever) until the loss that ends it; with the first order in it. P-16. */
type Segment = {
  readonly firstOn: DayNumber
  readonly boughtBy: bigint
  readonly lost: { readonly on: DayNumber; readonly by: bigint } | null
  readonly next: { readonly on: DayNumber; readonly by: bigint } | null
}

/** Of an account that another one stands for from a day on, the last segment ends as that day comes. P-15. */
const segmentsOf = (view: AccountView): readonly Segment[] => {
  const merged = view.composition?.merged ?? null
  const last = merged === null ? null : { on: merged.day, by: merged.setBy }
  const segments: Segment[] = []
  let from = beginning
  for (;;) {
    const loss = view.head.losses.filter(({ lostOn }) => lostOn >= from).sort((a, b) => a.lostOn - b.lostOn)[0]
    const first = view.days.occasions[placeOf(view.days.occasions, from)]
    const isIn = first !== undefined && (loss === undefined || first.day <= loss.lostOn)
    const lost = loss === undefined ? null : { on: loss.lostOn, by: loss.lostBy }
    const isWonBack = loss !== undefined && loss.wonBackOn !== null && loss.wonBackBy !== null
    const again = isWonBack ? { on: loss.wonBackOn, by: loss.wonBackBy } : null
    const isLast = again === null || (last !== null && last.on <= again.on)
    const next = isLast ? last : again
    if (isIn && first.boughtBy !== null) segments.push({ firstOn: first.day, boughtBy: first.boughtBy, lost, next })
    if (isLast) return segments
    from = again.on
  }
}

/** Days as amounts count from the beginning of time, so that no day is zero. */
export const asAmount = (day: DayNumber): bigint => BigInt(day - beginning + 1)

/** The first day bought on of the tenure segment that a day lies in. M-20. */
export const startOf = (view: AccountView): readonly Contribution[] =>
  segmentsOf(view).flatMap(({ firstOn, boughtBy, next }) => whileIn(view, { day: firstOn, by: boughtBy }, { day: firstOn, next }))

/** The day of the loss that ended the tenure segment, from that day on. M-20. */
export const endOf = (view: AccountView): readonly Contribution[] =>
  segmentsOf(view).flatMap(({ lost, next }) =>
    lost === null ? [] : whileIn(view, { day: lost.on, by: lost.by }, { day: lost.on, next }),
  )

type Started = { readonly day: DayNumber; readonly by: bigint }

/** A day as an amount, from some day on until the next segment begins. */
const whileIn = (
  { head }: AccountView,
  { day, by }: Started,
  from: { readonly day: DayNumber; readonly next: Segment['next'] },
): readonly Contribution[] => {
  const entity = rowEntity('account', head.accountId)
  const start = legOf({ day: from.day, period: bucketKey(from.day), because: [by] }, entity, [asAmount(day)])
  const { next } = from
  if (next === null || next.on >= forever) return [start]
  return [start, legOf({ day: next.on, period: bucketKey(next.on), because: [next.by] }, entity, [-asAmount(day)])]
}

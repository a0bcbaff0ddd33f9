import { distinctPositions } from '@daybook/domain'
import type { AccountView } from './account-book.ts'
import { placesOf } from './credit.ts'
import type { DayNumber, RowEntity } from './kpi.ts'
import { isLostOn } from './lost-on.ts'
import type { SeatSpan } from './ownership.ts'
import type { Seat } from './seats.ts'
import { forever, type Range } from './timeline.ts'

/**
 * A stretch of days on which all that retention looks at is the same: whose book an account is in, whether it is active, whether it buys
 * (is within the activity window, lost or not), whether it is lost. `because` is what began it. Where another account stands for it, it has
 * no seats and no places, and is nothing else (P-15).
 */
export type Standing = Range & {
  readonly seats: readonly Seat[]
  readonly places: readonly RowEntity[]
  readonly isActive: boolean
  readonly isBuying: boolean
  readonly isLost: boolean
  readonly because: readonly bigint[]
}

/** How an account stands over a range of days, without gaps; `spans` are its seats over them. */
export const standingsOf = (view: AccountView, range: Range, spans: readonly SeatSpan[]): readonly Standing[] => {
  const cuts = [...cutsOf(view, range, spans)].sort(([a], [b]) => a - b)
  const goneOn = view.composition?.merged?.day ?? forever
  let place = 0
  return cuts.map(([from, because], index) => {
    while ((spans[place]?.until ?? range.until) <= from && place < spans.length - 1) place += 1
    const until = cuts[index + 1]?.[0] ?? range.until
    const by = distinctPositions(because)
    if (from >= goneOn) return { ...gone, from, until, because: by }
    const isBuying = view.days.runs(view.reference).some((run) => run.from <= from && from < run.until)
    const isLost = view.head.losses.some((loss) => isLostOn(loss, from))
    return {
      from,
      until,
      seats: spans[place]?.seats ?? [],
      places: placesOf(view, from),
      isActive: isBuying && !isLost,
      isBuying,
      isLost,
      because: by,
    }
  })
}

const gone = { seats: [], places: [], isActive: false, isBuying: false, isLost: false } as const

/** The days on which something changes, with what changed it. */
const cutsOf = (view: AccountView, range: Range, spans: readonly SeatSpan[]): ReadonlyMap<DayNumber, bigint[]> => {
  const cuts = new Map<DayNumber, bigint[]>([[range.from, []]])
  const cut = (day: DayNumber | null, by: readonly (bigint | null)[]): void => {
    if (day === null || day <= range.from || day >= range.until) return
    const because = cuts.get(day) ?? []
    cuts.set(day, because)
    for (const position of by) if (position !== null) because.push(position)
  }
  for (const { from, setBy } of spans) cut(from, [setBy])
  const merged = view.composition?.merged ?? null
  if (merged !== null) cut(merged.day, [merged.setBy])
  for (const run of view.days.runs(view.reference)) {
    cut(run.from, run.startedBy)
    cut(run.until, run.endedBy)
  }
  for (const loss of view.head.losses) {
    cut(loss.lostOn, [loss.lostBy])
    cut(loss.wonBackOn, [loss.wonBackBy])
  }
  return cuts
}

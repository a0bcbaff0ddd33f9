import { dayNumber } from '@daybook/domain'
import type { DayNumber, RecordedEvent } from './kpi.ts'

/** One account that another one stands for. `from` is the day that the merge is dated, `setBy` its position. P-15. */
export type Merge = {
  readonly absorbedId: string
  readonly survivorId: string
  readonly setBy: bigint
  readonly from: DayNumber
  readonly keepStatus: 'active' | 'lost' | null
}

/** The merges in force, by the account that was absorbed. */
export type Merges = ReadonlyMap<string, Merge>

/** The events of merges: each stands in two streams, and counts where it is met first. */
export type MergeEvent = Extract<RecordedEvent, { type: 'AccountsMerged' | 'AccountsUnmerged' }>

/** The merges after one more event; the same map where nothing changes, as with a second leg. */
export const evolveMerges = (merges: Merges, event: MergeEvent): Merges => {
  const { survivorId, absorbedId } = event.data
  const known = merges.get(absorbedId)
  const next = new Map(merges)
  if (event.type === 'AccountsUnmerged') {
    if (known?.survivorId !== survivorId) return merges
    next.delete(absorbedId)
    return next
  }
  // A decider lets no circle in; one in a log from elsewhere must not send whoever follows it round for ever.
  if (known?.survivorId === survivorId || lastSurvivor(merges, survivorId) === absorbedId) return merges
  const keepStatus = event.data.keepStatus ?? null
  return next.set(absorbedId, { absorbedId, survivorId, setBy: event.position, from: dayNumber(event.effectiveOn), keepStatus })
}

const lastSurvivor = (merges: Merges, accountId: string): string => {
  let survivor = accountId
  for (let merge = merges.get(survivor); merge !== undefined; merge = merges.get(survivor)) survivor = merge.survivorId
  return survivor
}

import { type PartitionName, partitionKey } from './feed.ts'

/** A partition of one member as it is seen now: what the book stands at and what the broker has. */
type Seen = PartitionName & { readonly next: bigint; readonly high: bigint }

/** Finds partitions that have something to be read and of which nothing is (streaming 11.6 K5). */
export type Watch = {
  /** The partitions that have stood still for the whole of `patienceMs`, of all that are watched now. */
  readonly stalled: (seen: readonly Seen[], now: number) => readonly Seen[]
  /** Begins the count anew: something was done about it. */
  readonly forget: () => void
}

export const openWatch = (patienceMs: number): Watch => {
  let since = new Map<string, { readonly next: bigint; readonly at: number }>()
  return {
    stalled: (seen, now) => {
      const before = since
      since = new Map()
      return seen.filter((one) => {
        if (one.high <= one.next) return false
        const key = partitionKey(one)
        const stood = before.get(key)
        const at = stood?.next === one.next ? stood.at : now
        since.set(key, { next: one.next, at })
        return now - at >= patienceMs
      })
    },
    forget: () => {
      since = new Map()
    },
  }
}

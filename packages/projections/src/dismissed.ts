import type { RecordedEvent } from './kpi.ts'

type DismissedEvent = Extract<RecordedEvent, { type: 'DuplicateDismissed' }>

/** The two orders, by their keys, that are two all the same. P-13. */
export const dismissedPair = ({ stream, data }: DismissedEvent): readonly [string, string] => {
  const { orderId, otherOrderId, otherSource } = data
  const other =
    otherSource === undefined ? `${stream.slice(0, -orderId.length)}${otherOrderId}` : `order-${otherSource}~${otherOrderId}`
  return [stream, other]
}

/** A pair of orders as one key, whichever of them is named first. */
export const pairKey = (one: string, other: string): string => JSON.stringify([one, other].sort())

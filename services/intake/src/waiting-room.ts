import type { Limits } from './limits.ts'

/** What one batch takes of the queue. */
export type Weight = { readonly items: number; readonly bytes: number }

/** The bound on what waits for the writer (streaming 8): it slows its senders, or refuses them, and never grows. */
export type WaitingRoom = {
  /** Enters at once or not at all. */
  readonly tryEnter: (weight: Weight) => boolean
  /** Enters when there is room; first come, first served. */
  readonly enter: (weight: Weight) => Promise<void>
  /** Whether anything at all could enter now. */
  readonly hasPlace: () => boolean
  readonly leave: (weight: Weight) => void
  readonly inside: () => Weight
}

export const openWaitingRoom = (limits: Pick<Limits, 'queueItems' | 'queueBytes'>): WaitingRoom => {
  let items = 0
  let bytes = 0
  const outside: { readonly weight: Weight; readonly enter: () => void }[] = []

  // What is larger than the whole room enters when it is empty.
  const fits = (weight: Weight): boolean =>
    items === 0 || (items + weight.items <= limits.queueItems && bytes + weight.bytes <= limits.queueBytes)
  const admit = (weight: Weight): void => {
    items += weight.items
    bytes += weight.bytes
  }
  const tryEnter = (weight: Weight): boolean => {
    if (outside.length > 0 || !fits(weight)) return false
    admit(weight)
    return true
  }

  return {
    tryEnter,
    hasPlace: () => outside.length === 0 && fits({ items: 1, bytes: 1 }),
    enter: (weight) => (tryEnter(weight) ? Promise.resolve() : new Promise((enter) => outside.push({ weight, enter }))),
    leave: (weight) => {
      items -= weight.items
      bytes -= weight.bytes
      for (let next = outside[0]; next !== undefined && fits(next.weight); next = outside[0]) {
        outside.shift()
        admit(next.weight)
        next.enter()
      }
    },
    inside: () => ({ items, bytes }),
  }
}

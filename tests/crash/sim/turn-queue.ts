/** Where a turn stands among all others. */
export type Place = { readonly at: number; readonly order: number }

/** Turns by the time they are due, and at one instant by chance: a binary heap. */
export class TurnQueue<Turn extends Place> {
  readonly #heap: Turn[] = []

  get size(): number {
    return this.#heap.length
  }

  push(turn: Turn): void {
    const heap = this.#heap
    let index = heap.length
    heap.push(turn)
    while (index > 0) {
      const parent = (index - 1) >> 1
      if (!isBefore(turn, heap[parent]!)) break
      heap[index] = heap[parent]!
      index = parent
    }
    heap[index] = turn
  }

  pop(): Turn | undefined {
    const heap = this.#heap
    const first = heap[0]
    const last = heap.pop()
    if (last === undefined || heap.length === 0) return first
    let index = 0
    for (;;) {
      const left = 2 * index + 1
      if (left >= heap.length) break
      const right = left + 1
      const child = right < heap.length && isBefore(heap[right]!, heap[left]!) ? right : left
      if (!isBefore(heap[child]!, last)) break
      heap[index] = heap[child]!
      index = child
    }
    heap[index] = last
    return first
  }
}

const isBefore = (one: Place, other: Place): boolean => one.at < other.at || (one.at === other.at && one.order < other.order)

/** Those who wait for the log to grow. */
export class WakeUps {
  readonly #waiting = new Map<() => void, bigint>()

  /** Wakes all who wait for a position beyond one that has been passed. */
  announce(head: bigint): void {
    for (const [wake, position] of this.#waiting) if (head > position) wake()
  }

  /** Wakes everyone. */
  end(): void {
    for (const wake of this.#waiting.keys()) wake()
  }

  /** Whether anyone waits. */
  get any(): boolean {
    return this.#waiting.size > 0
  }

  /** Resolves at an announcement beyond `position`, or when `signal` aborts. */
  beyond(position: bigint, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return Promise.resolve()
    return new Promise((resolve) => {
      const wake = () => {
        this.#waiting.delete(wake)
        signal.removeEventListener('abort', wake)
        resolve()
      }
      this.#waiting.set(wake, position)
      signal.addEventListener('abort', wake)
    })
  }
}

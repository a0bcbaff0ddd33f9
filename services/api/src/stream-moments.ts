/** Tells that the ledgers may have moved, or their state; called as often as it likes. */
export type Progress = { readonly watch: (listener: () => void) => () => void }

/** What all streams look at, at most ten times a second, and only while somebody streams. */
export type Moments<Moment> = {
  /** How often there was something to look at; also once every fifteen seconds without a reason. */
  readonly turn: () => number
  /** The book at this turn: looked at once for all. */
  readonly look: () => Promise<Moment>
  /** Resolves when the turn is another one, or when the signal aborts. */
  readonly beyond: (turn: number, signal: AbortSignal) => Promise<void>
  /** Keeps the moments coming until it is disposed. */
  readonly join: () => Disposable
}

type MomentOptions<Moment> = {
  readonly progress: Progress
  readonly look: () => Promise<Moment>
  readonly pauseMs?: number
  readonly beatMs?: number
}

/**
 * The moments of a book, driven by its progress. The first change after a rest is told at once; what follows within `pauseMs` is told
 * together, so that a projector at full speed costs its watchers no more than a slow one.
 */
export const openMoments = <Moment>({
  progress,
  look,
  pauseMs = 100,
  beatMs = 15_000,
}: MomentOptions<Moment>): Moments<Moment> => {
  const turns = openTurns()
  let seen: { readonly turn: number; readonly moment: Promise<Moment> } | null = null
  let members = 0
  let turnedAt = Number.NEGATIVE_INFINITY
  let due: NodeJS.Timeout | undefined
  let end: () => void = () => undefined

  const next = (): void => {
    clearTimeout(due)
    due = undefined
    turnedAt = performance.now()
    turns.next()
  }
  const changed = (): void => {
    if (due !== undefined) return
    const left = turnedAt + pauseMs - performance.now()
    if (left <= 0) next()
    else due = setTimeout(next, left)
  }
  const start = (): void => {
    const unwatch = progress.watch(changed)
    const beat = setInterval(next, beatMs)
    end = () => {
      unwatch()
      clearInterval(beat)
      clearTimeout(due)
      due = undefined
    }
    // What happened while nobody watched was told to nobody.
    seen = null
  }
  return {
    turn: turns.turn,
    look: () => {
      if (seen?.turn === turns.turn()) return seen.moment
      const moment = look()
      seen = { turn: turns.turn(), moment }
      // Whoever looks next is not given the fault of this look.
      moment.catch(() => {
        if (seen?.moment === moment) seen = null
      })
      return moment
    },
    beyond: turns.beyond,
    join: () => {
      members += 1
      if (members === 1) start()
      return {
        [Symbol.dispose]: () => {
          members -= 1
          if (members === 0) end()
        },
      }
    },
  }
}

/** Turns, and who waits for the next one. */
const openTurns = () => {
  const waiting = new Set<() => void>()
  let turn = 0
  return {
    turn: () => turn,
    next: (): void => {
      turn += 1
      for (const wake of [...waiting]) wake()
    },
    beyond: (from: number, signal: AbortSignal): Promise<void> =>
      new Promise((resolve) => {
        if (turn !== from || signal.aborted) return resolve()
        const wake = (): void => {
          waiting.delete(wake)
          signal.removeEventListener('abort', wake)
          resolve()
        }
        waiting.add(wake)
        signal.addEventListener('abort', wake)
      }),
  }
}

/** Progress by looking, where no projector of this process tells of any: `state` is compared with what it was before. */
export const polledProgress = (state: () => Promise<string>, everyMs = 250): Progress => ({
  watch: (listener) => {
    let last: string | null = null
    let looking = false
    const look = async (): Promise<void> => {
      if (looking) return
      looking = true
      // A state that cannot be read is told like a change: who looks closer meets the fault himself.
      const now = await state().catch(() => null)
      looking = false
      if (now === null || now !== last) listener()
      last = now
    }
    const timer = setInterval(() => void look(), everyMs)
    return () => clearInterval(timer)
  },
})

/** At most how many events a second are taken. */
export type Pace = {
  /** How many events may be taken now, of so many that are wanted; those that are taken count. */
  readonly allowed: (wanted: number) => number
  /** Gives back what was allowed and not taken. */
  readonly returned: (events: number) => void
  /** Milliseconds until more may be taken; 0 when that is now. */
  readonly waitMs: () => number
}

/** Taken at once rather than one by one: a tenth of a second's worth. */
const shareAtOnce = 10

/**
 * A pace of so many events a second by the clock given, from now on; what was not taken is saved for a second. Null sets no bound.
 *
 * @example
 * const pace = paceOf(100, clock)
 * pace.allowed(8_000) // 0 now, 50 half a second later
 */
export const paceOf = (eventsPerSecondMax: number | null, clock: () => number): Pace => {
  if (eventsPerSecondMax === null) return { allowed: (wanted) => wanted, returned: () => {}, waitMs: () => 0 }
  const least = Math.max(1, Math.ceil(eventsPerSecondMax / shareAtOnce))
  let last = clock()
  let saved = 0
  const accrue = (): void => {
    const now = clock()
    // A clock that is put back gives nothing and takes nothing.
    saved = Math.min(Math.max(eventsPerSecondMax, least), saved + (Math.max(0, now - last) * eventsPerSecondMax) / 1_000)
    last = now
  }
  return {
    allowed: (wanted) => {
      accrue()
      if (saved < least) return 0
      const taken = Math.min(wanted, Math.floor(saved))
      saved -= taken
      return taken
    },
    returned: (events) => {
      saved += events
    },
    waitMs: () => {
      accrue()
      return saved >= least ? 0 : Math.ceil(((least - saved) * 1_000) / eventsPerSecondMax)
    },
  }
}

/** How fast something moves lately. */
export type Speed = {
  readonly at: (position: bigint) => void
  /** Events a second over the last ten seconds; null until there is something to tell it from. */
  readonly perSecond: () => number | null
}

const windowMs = 10_000
const sampleMs = 200

/** The speed of something that is at a position now, by the clock given. */
export const speedFrom = (position: bigint, clock: () => number): Speed => {
  const samples: { readonly at: number; readonly position: bigint }[] = [{ at: clock(), position }]
  let latest = position
  return {
    at: (moved) => {
      latest = moved
      const now = clock()
      if (now - (samples.at(-1)?.at ?? 0) < sampleMs) return
      samples.push({ at: now, position: moved })
      // One sample from before the window stays: it is what the window is measured from.
      while (samples.length > 2 && now - (samples[1]?.at ?? now) >= windowMs) samples.shift()
    },
    perSecond: () => {
      const [first] = samples
      const elapsedMs = clock() - (first?.at ?? 0)
      if (first === undefined || elapsedMs < sampleMs) return null
      return (Number(latest - first.position) * 1_000) / elapsedMs
    },
  }
}

import { live } from './lives.ts'
import { installTimers } from './timers.ts'
import type { VirtualTime } from './virtual-time.ts'
import { openWorld } from './world.ts'

/** What a history came to: `problem` in words, or null when every promise held. */
export type History = {
  readonly seed: number
  readonly problem: string | null
  readonly turns: number
  readonly events: number
  /** The same for the same seed, whatever else: two runs that differ are not the same history. */
  readonly digest: string
  readonly counts: Readonly<Record<string, number>>
}

let running: VirtualTime | null = null
installTimers(() => running!)

/** One history from its seed: chaos, with checks after each step; then no faults, and everything must come to rest. */
export const simulate = async (
  seed: number,
  { profile = 'swarm', onLine = null }: { readonly profile?: string; readonly onLine?: ((line: string) => void) | null } = {},
): Promise<History> => {
  const world = openWorld(seed, profile)
  const { time, monitor, tally } = world
  running = time
  time.trace.onLine = onLine
  let isOver = false
  const end = (problem: string | null): void => {
    if (problem !== null) monitor.fail(problem)
    isOver = true
  }
  live(world).then(end, (error: unknown) => end(`thrown: ${error instanceof Error ? error.stack : error}`))
  const stuck = await time.run(() => isOver || monitor.problem !== null)
  if (stuck !== null) monitor.fail(stuck)
  time.trace.end(`${monitor.problem} ${monitor.events.map(({ eventId, recordedAt }) => `${eventId} ${recordedAt}`)}`)
  const events = monitor.events.length
  return { seed, problem: monitor.problem, turns: time.turns, events, digest: time.trace.digest, counts: tally.toJSON() }
}

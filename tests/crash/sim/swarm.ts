import type { Random } from '../../properties/random.ts'

/** How often each fault strikes, in a hundred; 0 where this history is free of it. */
export type Rates = { readonly [fault in Fault]: number }

const faults = [
  /** A call of a port takes up to a quarter of a second. */
  'delay',
  /** A request, or its answer, is lost. */
  'drop',
  /** A batch is sent again although it was answered. */
  'duplicate',
  /** Facts are sent in another order than they happened. */
  'reorder',
  /** A program is killed. */
  'crash',
  /** A program is stopped for seconds to minutes, and meanwhile another takes its place. */
  'pause',
  /** The clock of a program jumps by up to a day. */
  'clock',
  /** The disk is full. */
  'full',
  /** A write fails: before its effect, after it, or in the middle of it. */
  'write',
  /** A read fails. */
  'read',
  /** The ledgers are busy: another connection writes. */
  'busy',
  /** The ledgers never answer: whoever posts to them is alive and stands still. */
  'stuck',
  /** The log gives a page with an event missing. */
  'hole',
  /** A notice of new events comes late. */
  'notice',
  /** The partitions of a topic are given to the members of its group anew, also while they are read. */
  'rebalance',
  /** The code that posts throws at a random event. */
  'bug',
] as const
export type Fault = (typeof faults)[number]

/** Rates in a hundred at most; chosen so that work still gets done between two faults. */
const most: Rates = {
  delay: 40,
  drop: 12,
  duplicate: 40,
  reorder: 60,
  crash: 60,
  pause: 40,
  clock: 60,
  full: 6,
  write: 6,
  read: 1,
  busy: 15,
  hole: 3,
  stuck: 1,
  notice: 30,
  rebalance: 80,
  bug: 1,
}

/** No fault at all. */
export const calm: Rates = Object.fromEntries(faults.map((fault) => [fault, 0])) as Rates // Sound: all faults are there

/** Which faults a profile is about; `swarm` is about a random half of them. */
export const profiles: Readonly<Record<string, readonly Fault[] | null>> = {
  swarm: null,
  calm: [],
  disk: ['full', 'write', 'read', 'busy', 'hole', 'stuck', 'delay'],
  network: ['drop', 'duplicate', 'reorder', 'delay'],
  processes: ['crash', 'pause', 'delay', 'duplicate'],
  clock: ['clock', 'crash', 'duplicate', 'delay'],
  feed: ['rebalance', 'crash', 'pause', 'write', 'duplicate', 'reorder', 'delay'],
}

/** A random half of the faults, each at a random rate: so that rare pairs meet. */
export const swarm = (random: Random, profile: string): Rates => {
  const chosen = profiles[profile]
  if (chosen === undefined) throw new Error(`there is no profile ${profile}; there are ${Object.keys(profiles).join(', ')}`)
  return Object.fromEntries(
    faults.map((fault) => {
      const isOn = chosen === null ? random.chance(50) : chosen.includes(fault)
      const rate = (most[fault] * random.between(1, 100)) / 100
      return [fault, isOn ? rate : 0]
    }),
  ) as Rates // Sound: all faults are there
}

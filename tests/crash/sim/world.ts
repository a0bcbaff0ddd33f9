import { type Random, randomFrom } from '../../properties/random.ts'
import { Disk } from './disk.ts'
import { ItemCounts } from './item-count.ts'
import type { Life } from './life.ts'
import { Monitor } from './monitor.ts'
import type { PortParts } from './port.ts'
import { calm, type Rates, swarm } from './swarm.ts'
import { Tally } from './tally.ts'
import { VirtualTime } from './virtual-time.ts'

/** Everything that one history shares. */
export type World = {
  readonly seed: number
  readonly random: Random
  readonly time: VirtualTime
  readonly disk: Disk
  readonly monitor: Monitor
  readonly tally: Tally
  readonly items: ItemCounts
  /** The reporting zone of the book, where no policy says otherwise. */
  readonly zone: string
  /** Whether some facts come over a feed. */
  readonly hasFeed: boolean
  /** Whether somebody writes past the intake. */
  readonly hasIntruder: boolean
  /** The faults of the moment; none once the world heals. */
  readonly rates: () => Rates
  readonly heal: () => void
  readonly partsOf: (life: Life) => PortParts
}

const beginning = Date.UTC(2024, 0, 2, 8)

/** The world of a seed under a profile, before anything happens. */
export const openWorld = (seed: number, profile: string): World => {
  const random = randomFrom(seed)
  const time = new VirtualTime(randomFrom(seed + 0x5eed), beginning)
  let rates = swarm(random, profile)
  const isShared = random.chance(25)
  const disk = new Disk(time, isShared)
  const monitor = new Monitor(disk)
  const tally = new Tally()
  const zone = random.pick(['UTC', 'America/New_York', 'Asia/Tokyo'])
  return {
    seed,
    random,
    time,
    disk,
    monitor,
    tally,
    items: new ItemCounts(),
    zone,
    hasFeed: random.chance(60),
    hasIntruder: profile !== 'calm' && random.chance(8),
    rates: () => rates,
    heal: () => {
      rates = calm
    },
    partsOf: (life) => ({ life, time, random, rates: () => rates, tally }),
  }
}

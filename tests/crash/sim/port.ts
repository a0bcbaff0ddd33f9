import type { Random } from '../../properties/random.ts'
import type { Life } from './life.ts'
import type { Rates } from './swarm.ts'
import type { Tally } from './tally.ts'
import type { VirtualTime } from './virtual-time.ts'

/** What becomes of a call: its effect; an error before it, after it, or in the middle of it. */
export type Fate = 'fine' | 'before' | 'after' | 'within'

/** What the calls of a port need. `rates` are those of the moment. */
export type PortParts = {
  readonly life: Life
  readonly time: VirtualTime
  readonly random: Random
  readonly rates: () => Rates
  readonly tally: Tally
}

/** A call of a port on its way. */
export type Call<Value> = {
  readonly site: string
  readonly fate: Fate
  readonly effect: () => Promise<Value>
  /** The error that the caller sees when the fate is another than `fine`. */
  readonly fault?: () => Error
  /** Once it is under way, it happens even if the caller dies meanwhile. */
  readonly outlives?: boolean
}

/**
 * Makes one call of a port: two turns, one for the effect and one for the answer, between which anything may happen. A caller that
 * dies gets no answer; a caller that is stopped gets it, and has its effect, when it goes on.
 */
export const callPort = <Value>(parts: PortParts, { site, fate, effect, fault, outlives }: Call<Value>): Promise<Value> => {
  const { life, time, tally } = parts
  const error = (): Error => fault?.() ?? new Error(`${site} failed`)
  tally.count(`${site} ${fate}`)
  return new Promise((resolve, reject) => {
    const answer = (run: () => void): void => time.after(delayMs(parts), { label: `${site} answers ${fate}`, owner: life, run })
    const run = (): void => {
      const outcome = fate === 'before' ? Promise.reject(error()) : effect()
      outcome.then(
        (value) => answer(() => (fate === 'after' ? reject(error()) : resolve(value))),
        (refused: unknown) => {
          tally.count(`refused: ${refused instanceof Error ? refused.message : refused}`)
          answer(() => reject(refused))
        },
      )
    }
    time.after(delayMs(parts), { label: site, owner: outlives === true ? null : life, run })
  })
}

/** Most calls take no time worth telling, and their order is chance all the same. */
const delayMs = ({ random, rates }: PortParts): number => (random.chance(rates().delay) ? random.between(1, 250) : 0)

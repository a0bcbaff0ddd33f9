import { HttpProblem } from '@daybook/api'
import type { Day } from '@daybook/domain'
import { oracleAt } from '../../properties/oracle.ts'
import { type Probe, someProbe } from '../../properties/questions.ts'
import { cellOf, stated, valueAt } from '../../properties/stated-answer.ts'
import type { Api } from './api.ts'
import type { Host } from './host.ts'
import { request } from './network.ts'
import type { World } from './world.ts'

/** An answer that was given once, at two times: it is given again for ever. */
type Pinned = { readonly probe: Probe; readonly value: string | number | null }

type Answered = { readonly position: bigint; readonly watermark: bigint; readonly value: string | number | null }

/** Asks what the figures are while they are being posted, holds them against brute force, and asks again later. */
export class Reader {
  readonly #world: World
  readonly #api: Host<Api>
  readonly #pinned: Pinned[] = []

  constructor(world: World, api: Host<Api>) {
    this.#world = world
    this.#api = api
  }

  /** A few questions. `written` is a position that this reader was told of: what it wrote itself must show. */
  async read(questions: number, written: () => bigint): Promise<void> {
    const { random, time, monitor } = this.#world
    for (let asked = 0; asked < questions && monitor.problem === null; asked += 1) {
      await time.sleep(random.pick([0, 3, 40, 700]), 'reads')
      if (random.chance(40) && this.#pinned.length > 0) await this.#askAgain(random.pick(this.#pinned))
      else await this.#askNew(random.chance(15) ? written() : null)
    }
  }

  /** Asks again whatever was asked before. */
  async readAgain(): Promise<void> {
    for (const pinned of this.#pinned) await this.#askAgain(pinned)
  }

  async #askNew(minPosition: bigint | null): Promise<void> {
    const { monitor, random, tally } = this.#world
    if (monitor.postedEvents.length === 0) return
    const probe = someProbe(random, random.chance(10) ? monitor.soundEvents : monitor.postedEvents)
    if (probe === null || probe.period === null) return
    const isPast = random.chance(50)
    const answered = await this.#ask(probe, { knownAt: isPast ? `position:${probe.position}` : undefined, minPosition })
    if (minPosition !== null) tally.count(answered === null ? 'own writes not read in time' : 'own writes read')
    if (answered === null || answered.position < 0n) return
    if (minPosition !== null && answered.watermark < minPosition)
      monitor.fail(`a read at ${answered.watermark} was to wait for ${minPosition}`)
    const asked = { ...probe, position: answered.position }
    tally.count('answers held against brute force')
    const expected = stated(probe.kpi, oracleAt(monitor.soundEvents, answered.position)(asked))
    if (!monitor.isRight(answered.value, expected))
      monitor.fail(`${words(asked)}: answered ${answered.value}, brute force ${expected}`)
    this.#pinned.push({ probe: asked, value: answered.value })
  }

  async #askAgain({ probe, value }: Pinned): Promise<void> {
    const answered = await this.#ask(probe, { knownAt: `position:${probe.position}`, minPosition: null })
    if (answered === null) return
    this.#world.tally.count('pinned answers given again')
    if (answered.value !== value) this.#world.monitor.fail(`${words(probe)}: answered ${value}, then ${answered.value}`)
  }

  /** Null when there was no answer, or none yet. */
  async #ask(
    probe: Probe,
    at: { readonly knownAt: string | undefined; readonly minPosition: bigint | null },
  ): Promise<Answered | null> {
    const { asOf } = probe
    const minPosition = at.minPosition === null ? undefined : String(at.minPosition)
    const ask = async ({ times }: Api): Promise<Answered | null> => {
      const resolved = await times.ofLedgers({ asOf, knownAt: at.knownAt, minPosition })
      const { position, watermark, ledgers } = resolved
      if (position === null || !isAskable(this.#world, probe, position)) return null
      const value = await valueAt(ledgers.answers, cellOf(probe), { asOf, position })
      return { position, watermark: watermark ?? -1n, value }
    }
    try {
      return await request(this.#world, this.#api, ask)
    } catch (error) {
      const isKnown = error instanceof HttpProblem
      this.#world.tally.count(isKnown ? `read: ${error.message.slice(0, 40)}` : 'read unanswered')
      return null
    }
  }
}

/** A probe is made up under the calendar of its position: it is asked only where that still holds. */
const isAskable = ({ monitor }: World, probe: Probe, position: bigint): boolean =>
  !monitor.events.some(
    (event) => event.type === 'FiscalCalendarDefined' && event.position > probe.position !== event.position > position,
  )

const words = ({ asOf, position, ...probe }: Probe & { readonly asOf: Day }): string =>
  `${JSON.stringify(cellOf(probe))} as of ${asOf}, position ${position}`

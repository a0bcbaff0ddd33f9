import { once } from 'node:events'
import { differenceBetween } from './compare.ts'
import { paceOf, speedFrom } from './pace.ts'
import type { Posting } from './posting.ts'
import { againMsDefault, type ProjectorOptions } from './projector-options.ts'
import { isPassing, messageOf } from './standing.ts'
import type { RebuildStatus } from './status.ts'

/** Events of one run while a rebuild catches up: live events wait no longer than such a run takes. */
const runEventsMax = 2_000

type EndedBy = Pick<ProjectorOptions, 'generations' | 'log' | 'againMs'>

/** A generation that is posted beside the one that answers. */
export class Rebuild {
  readonly posting: Posting
  readonly #startedAt: number
  readonly #pace: ReturnType<typeof paceOf>
  readonly #speed: ReturnType<typeof speedFrom>
  #comparison: RebuildStatus['comparison'] = null
  #fault: string | null = null
  /** Its pace let it post nothing when it last came to it. */
  #isHeldBack = false
  /** When it goes on by itself after a fault, by `performance.now()`; never, where trying again cannot help. */
  #againAt = Number.POSITIVE_INFINITY

  constructor(posting: Posting, clock: () => number) {
    this.posting = posting
    this.#startedAt = clock()
    this.#pace = paceOf(posting.eventsPerSecondMax, clock)
    this.#speed = speedFrom(posting.position, clock)
  }

  /** What has ended it, in words; it goes on when it is resumed, or by itself. */
  get fault(): string | null {
    return this.#fault
  }

  /** Whether it has yet to catch up and be compared. */
  get isCatchingUp(): boolean {
    return this.#comparison === null && this.#fault === null
  }

  /** Whether a fault that has ended it may have gone by. */
  get isDue(): boolean {
    return this.#fault !== null && performance.now() >= this.#againAt
  }

  /** Whether it goes on by itself after the fault that has ended it. */
  get triesAgain(): boolean {
    return this.#fault !== null && Number.isFinite(this.#againAt)
  }

  get isCompared(): boolean {
    return this.#comparison !== null
  }

  /** Milliseconds until its pace lets it go on, or it is due after a fault; 0 where there is nothing to wait for. */
  waitMs(): number {
    // The pace may have come to let it on since it was held back: it is not to wait for an event then.
    if (this.#fault === null) return this.isCatchingUp && this.#isHeldBack ? Math.max(1, this.#pace.waitMs()) : 0
    return Number.isFinite(this.#againAt) ? Math.max(1, Math.ceil(this.#againAt - performance.now())) : 0
  }

  /**
   * Posts the next run, or compares when it has caught up with the log; how many events were posted. Only until then the pace holds, as
   * the log goes on meanwhile. A fault ends the rebuild alone.
   */
  async advance(active: Posting | null, options: EndedBy): Promise<number> {
    if (this.#fault !== null) return 0
    const { generations, log } = options
    const { generation } = this.posting
    try {
      if (this.#comparison !== null) return await this.posting.step()
      const allowed = this.#pace.allowed(runEventsMax)
      this.#isHeldBack = allowed === 0
      if (this.#isHeldBack) return 0
      const moved = await this.posting.step(allowed)
      this.#pace.returned(allowed - moved)
      this.#speed.at(this.posting.position)
      if (moved > 0 || active === null) return moved
      const difference = await differenceBetween(generations, active, this.posting)
      this.#comparison = difference ?? 'equal'
      log.info({ generation, cells: difference?.cells }, difference ? 'rebuild differs' : 'rebuild is equal')
    } catch (error) {
      this.endBy(error, options)
    }
    return 0
  }

  /** Ends it by a fault: one that goes by without anybody's help is tried again after a while. */
  endBy(error: unknown, { log, againMs = againMsDefault }: EndedBy): void {
    this.#fault = `the rebuild stopped: ${messageOf(error)}`
    this.#againAt = isPassing(error) ? performance.now() + againMs : Number.POSITIVE_INFINITY
    log.error({ err: error, generation: this.posting.generation }, 'rebuild stopped')
  }

  /** `isHalted`: nothing is posted at all for a while, and then goes on by itself. */
  status({ isHalted }: { readonly isHalted: boolean }): RebuildStatus {
    return {
      generation: this.posting.generation,
      position: this.posting.position,
      startedAt: this.#startedAt,
      eventsPerSecond: this.isCatchingUp ? this.#speed.perSecond() : null,
      eventsPerSecondMax: this.posting.eventsPerSecondMax,
      comparison: this.#comparison,
      triesAgain: isHalted || this.triesAgain,
    }
  }
}

type Posted = {
  readonly active: Posting | null
  readonly building: Rebuild | null
  readonly eventStore: ProjectorOptions['eventStore']
}

/** Until the log has more for the ledgers that answer, or a rebuild may go on: its pace lets it, or a fault has gone by. */
export const untilMore = async (
  { active, building, eventStore }: Posted,
  { nap, signal }: { readonly nap: AbortController; readonly signal: AbortSignal },
): Promise<void> => {
  const waitMs = building?.waitMs() ?? 0
  const due = waitMs > 0 ? setTimeout(() => nap.abort(), waitMs) : undefined
  const posted = active?.held == null ? active : building?.isCompared ? building.posting : null
  if (posted !== null) await eventStore.waitBeyond(posted.position, signal)
  else if (!signal.aborted) await once(signal, 'abort')
  clearTimeout(due)
}

import { type Batch, type Intake, type Outcome, plainBatch, prepareBytes, type Recording } from '@daybook/intake'
import { shuffled } from '../../properties/random.ts'
import type { Fact } from './facts.ts'
import type { Host } from './host.ts'
import type { Journal } from './journal.ts'
import { limits } from './limits.ts'
import { request } from './network.ts'
import type { World } from './world.ts'

const actor = { kind: 'integration', id: 'erp' } as const
const attemptsMax = 8

/** Sends facts in batches, again and again until they are answered: in bursts, out of order and twice, as senders do. */
export class Sender {
  readonly #world: World
  readonly #intake: Host<Intake>
  readonly #journal: Journal
  /** What was not answered, or answered `future-time`: to be sent with the next burst. */
  #left: Fact[] = []
  /** What was answered as being in the log. */
  readonly #recorded: Fact[] = []

  constructor(world: World, intake: Host<Intake>, journal: Journal) {
    this.#world = world
    this.#intake = intake
    this.#journal = journal
  }

  /** Resolves when all was answered, or given up until the next burst. */
  async send(facts: readonly Fact[]): Promise<void> {
    const { random, rates, time } = this.#world
    const waiting = [...this.#left, ...facts]
    this.#left = []
    const isShuffled = random.chance(rates().reorder)
    if (isShuffled) this.#world.tally.count('facts sent out of order', waiting.length)
    const queue = isShuffled ? shuffled(random, waiting) : waiting
    const underWay: Promise<void>[] = []
    for (let from = 0; from < queue.length; ) {
      const count = random.between(1, 8)
      const part = queue.slice(from, from + count)
      from += count
      underWay.push(this.#deliver(part))
      if (random.chance(50)) await Promise.all(underWay.splice(0))
      else await time.sleep(random.below(20), 'between batches')
    }
    await Promise.all(underWay)
  }

  /** What still has no answer that settles it. */
  get left(): readonly Fact[] {
    return this.#left
  }

  /** Sends every so many-th of what is recorded once more. */
  async sendAgain(every: number): Promise<void> {
    await this.send(this.#recorded.filter((_, index) => index % every === 0))
  }

  async #deliver(facts: readonly Fact[]): Promise<void> {
    const { random, rates, time } = this.#world
    for (let attempt = 0; attempt < attemptsMax; attempt += 1) {
      const recording = await this.#attempt(facts)
      if (recording !== null) {
        const isAgain = random.chance(rates().duplicate)
        if (isAgain) await this.#repeat(facts)
        return
      }
      await time.sleep(random.between(20, 1_500) * (attempt + 1), 'backs off')
    }
    this.#left.push(...facts)
  }

  async #repeat(facts: readonly Fact[]): Promise<void> {
    const { random, time, tally } = this.#world
    await time.sleep(random.pick([0, 5, 500, 3_600_000 * random.between(1, 60)]), 'repeats later')
    tally.count('items sent again', facts.length)
    await this.#attempt(facts)
  }

  /** Null when there was no answer. */
  async #attempt(facts: readonly Fact[]): Promise<Recording | null> {
    const { random } = this.#world
    const isStrict = random.chance(5)
    const items = facts.map(({ wire }) => prepareBytes(Buffer.from(JSON.stringify(wire)), { line: null, limits }))
    const batch = { ...plainBatch(items, actor, { transport: 'http' }), strict: isStrict, keeps: 'samples' } as const
    const ask = async (intake: Intake): Promise<Recording> => intake.recorder.record(sampled(batch, intake), 'refuse')
    try {
      const recording = await request(this.#world, this.#intake, ask)
      if (!recording.recorded) return null
      await this.#journal.answered(items, recording.outcomes, facts)
      this.#left.push(...facts.filter((_, index) => isToBeSentAgain(recording.outcomes[index])))
      this.#recorded.push(...facts.filter((_, index) => isRecorded(recording.outcomes[index])))
      return recording
    } catch (error) {
      this.#world.tally.count(`unanswered: ${error instanceof Error ? error.constructor.name : error}`)
      return null
    }
  }
}

const sampled = (batch: Batch, intake: Intake): Batch => ({ ...batch, alongside: intake.samples.alongside(batch.items) })

const isRecorded = (outcome: Outcome | undefined): boolean => outcome?.status === 'accepted' || outcome?.status === 'duplicate'

/** A fact of a day that has not come yet by the clock of the store, or one at which the program itself failed. */
const isToBeSentAgain = (outcome: Outcome | undefined): boolean =>
  outcome?.status === 'rejected' && (outcome.problem.code === 'future-time' || outcome.problem.code === 'fault')

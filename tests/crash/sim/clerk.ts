import { Source, SourceEventId } from '@daybook/domain'
import { type Command, type CommandResult, type Intake, IntakeFailure } from '@daybook/intake'
import type { Fact } from './facts.ts'
import type { Host } from './host.ts'
import { request } from './network.ts'
import type { World } from './world.ts'

const attemptsMax = 8

/** What a decision has led to so far, whatever id it was tried under. */
type Deciding = { readonly key: string; readonly ids: Set<string>; readonly answers: Set<string> }

/** Takes decisions one at a time, each under an idempotency key: again after no answer, and now and then twice at once. */
export class Clerk {
  readonly #world: World
  readonly #intake: Host<Intake>
  readonly #decided: Deciding[] = []
  #count = 0

  constructor(world: World, intake: Host<Intake>) {
    this.#world = world
    this.#intake = intake
  }

  async decide(facts: readonly Fact[]): Promise<void> {
    for (const fact of facts) await this.#decide(fact)
  }

  /** Says of which decision there is more than one effect, or null. */
  problem(source: string): string | null {
    for (const { key, ids, answers } of this.#decided) {
      const recorded = [...ids].filter((id) => this.#world.monitor.recorded(source, id) !== null)
      if (recorded.length > 1) return `one idempotency key (${key}) had ${recorded.length} effects: ${recorded}`
      if (answers.size > 1) return `one idempotency key (${key}) was answered by ${answers.size} events: ${[...answers]}`
    }
    return null
  }

  async #decide({ wire }: Fact): Promise<void> {
    const { random, time, tally } = this.#world
    this.#count += 1
    const deciding: Deciding = { key: `key-${this.#count}`, ids: new Set(), answers: new Set() }
    this.#decided.push(deciding)
    // With ids of its own each attempt would have an effect, were it not for the key.
    const isKeyAlone = random.chance(50)
    for (let attempt = 0; attempt < attemptsMax; attempt += 1) {
      const ids = random.chance(25) ? [wire.id, `${wire.id}-${attempt}`] : [isKeyAlone ? `${wire.id}-${attempt}` : wire.id]
      const results = await Promise.all(ids.map((id) => this.#attempt(deciding, { ...wire, id })))
      if (ids.length > 1) tally.count('decisions sent twice at once')
      const wrong = this.problem(wire.source)
      if (wrong !== null) this.#world.monitor.fail(wrong)
      if (results.some((result) => result !== null)) return
      await time.sleep(random.between(20, 1_500), 'decides again')
    }
  }

  /** Null when there was no answer. */
  async #attempt(deciding: Deciding, { id, source, type, data }: Fact['wire']): Promise<CommandResult | null> {
    const { key, ids, answers } = deciding
    ids.add(id)
    const command: Command = {
      type,
      data,
      source: Source.parse(source),
      id: SourceEventId.parse(id),
      actor: { kind: 'user', id: 'clerk' },
      idempotencyKey: { key, scope: ['clerk', type], request: data },
    }
    try {
      const result = await request(this.#world, this.#intake, (intake) => intake.commands.execute(command))
      this.#world.tally.count(`decision ${result.status}${result.replayed ? ' again' : ''}`)
      if (result.status === 'recorded') {
        answers.add(result.event.id)
        const recorded = this.#world.monitor.recorded(source, result.event.id)
        if (recorded?.position !== result.event.position) this.#world.monitor.fail(`decision ${id}: answered, and not in the log`)
      }
      return result
    } catch (error) {
      this.#world.tally.count(error instanceof IntakeFailure ? `decision: ${error.problem.code}` : 'decision unanswered')
      return null
    }
  }
}

import { type ImportReport, type ImportRequest, type Intake, IntakeFailure } from '@daybook/intake'
import { localImport } from '../../scenarios/local-import.ts'
import type { Fact } from './facts.ts'
import type { Host } from './host.ts'
import { limits } from './limits.ts'
import { request } from './network.ts'
import type { World } from './world.ts'

const attemptsMax = 12

/** Imports files of facts, a few lines a chunk; an import that was cut goes on where it stopped. */
export class Importer {
  readonly #world: World
  readonly #intake: Host<Intake>
  /** Imports that have not been answered as done. */
  #open: { readonly importId: string; readonly lines: readonly string[] }[] = []
  #count = 0

  constructor(world: World, intake: Host<Intake>) {
    this.#world = world
    this.#intake = intake
  }

  /** Sends the facts as one file. Some lines are not what they should be. */
  async import(facts: readonly Fact[]): Promise<void> {
    const { random } = this.#world
    const lines = facts.flatMap(({ wire }) =>
      random.chance(4) ? ['{"specversion":', JSON.stringify(wire)] : [JSON.stringify(wire)],
    )
    this.#count += 1
    if (lines.length > 0) this.#open.push({ importId: `import-${this.#count}`, lines })
    await this.goOn()
  }

  /** Takes up again what is not done. */
  async goOn(): Promise<void> {
    const { random, time } = this.#world
    for (let attempt = 0; attempt < attemptsMax && this.#open.length > 0; attempt += 1) {
      for (const file of this.#open) if (await this.#run(file)) this.#open = this.#open.filter((one) => one !== file)
      if (this.#open.length > 0) await time.sleep(random.between(20, 1_500), 'imports again')
    }
  }

  get isDone(): boolean {
    return this.#open.length === 0
  }

  async #run({ importId, lines }: { readonly importId: string; readonly lines: readonly string[] }): Promise<boolean> {
    const { random, tally, monitor, rates } = this.#world
    const stopping = new AbortController()
    if (random.chance(rates().drop)) this.#world.time.after(random.below(200), { label: 'gives up', run: () => stopping.abort() })
    const isResumed = random.chance(50)
    const ask = async (intake: Intake): Promise<ImportReport> => {
      const known = await this.#world.disk.log.record('import', importId)
      return intake.imports.run(this.#requestOf({ importId, resume: isResumed && known !== null }, lines, stopping.signal))
    }
    try {
      const { record, replayed } = await request(this.#world, this.#intake, ask)
      tally.count(`import ${record.state}${replayed ? ' again' : ''}`)
      const sum = Object.values(record.summary).reduce((total, items) => total + items, 0)
      if (sum !== record.received) monitor.fail(`${importId}: ${record.received} received, ${sum} accounted for`)
      if (record.state !== 'done') return false
      if (record.received !== lines.length) monitor.fail(`${importId}: ${lines.length} lines, ${record.received} received`)
      return true
    } catch (error) {
      tally.count(error instanceof IntakeFailure ? `import: ${error.problem.code}` : 'import unanswered')
      return false
    }
  }

  #requestOf(which: Pick<ImportRequest, 'importId' | 'resume'>, lines: readonly string[], signal: AbortSignal): ImportRequest {
    return { ...localImport({ limits }), ...which, blocks: this.#blocksOf(lines), transport: 'import', signal }
  }

  /** The file as it arrives: cut anywhere. */
  async *#blocksOf(lines: readonly string[]): AsyncGenerator<Uint8Array> {
    const { random, time } = this.#world
    const bytes = Buffer.from(`${lines.join('\n')}\n`)
    for (let from = 0; from < bytes.length; ) {
      const until = Math.min(bytes.length, from + random.between(1, 2_000))
      await time.sleep(random.below(5), 'bytes arrive')
      yield bytes.subarray(from, until)
      from = until
    }
  }
}

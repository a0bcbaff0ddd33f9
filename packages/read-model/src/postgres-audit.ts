import { type Connection, rowsOf } from '@daybook/postgres'
import { lastFullBlock } from './block.ts'
import { CellSums } from './cell-sums.ts'
import { checkpointOn, type Ledger } from './postgres-ledger.ts'
import { patient } from './postgres-rows.ts'
import { pagesOf } from './postgres-working.ts'
import { measuresMax } from './read-model.ts'

const differencesMax = 100

type EntryColumns = readonly [
  ledger: number,
  period: number,
  entity: number,
  shard: number,
  position: bigint,
  day: number,
  nth: number,
  ...amounts: (bigint | null)[],
]

/** Adds up all entries of one state of the ledgers and tells what does not fit: running totals, places in chains, day blocks, counts. */
export const auditPostgres = (ledger: Ledger): Promise<readonly string[]> =>
  patient(ledger, async (client) => {
    const { position, entries } = await checkpointOn(client, ledger.schema)
    const audit = new Audit(client, ledger.schema, lastFullBlock(Number(position)))
    const amounts = (name: string): string => [0, 1, 2, 3, 4, 5].map((n) => `${name}${n === 0 ? '' : n}`).join(', ')
    const chains = `SELECT ledger, period, entity, shard, position, day, nth, ${amounts('delta')}, ${amounts('total')}
      FROM ${ledger.schema}.entry ORDER BY period, ledger, entity, shard, position, ord`
    for await (const page of pagesOf<EntryColumns>(client, chains)) {
      await audit.readBlocks(page)
      for (const row of page) audit.add(row)
    }
    audit.endChain()
    await audit.compareCounts(entries)
    return audit.differences.slice(0, differencesMax)
  })

type Chain = { readonly name: string; readonly sums: CellSums }

class Audit {
  readonly differences: string[] = []
  readonly #client: Connection
  readonly #schema: string
  readonly #lastBlock: number
  readonly #blocks = new Map<string, Map<string, string>>()
  #chain: Chain | null = null
  #entries = 0n
  #blockRows = 0n

  constructor(client: Connection, schema: string, lastBlock: number) {
    this.#client = client
    this.#schema = schema
    this.#lastBlock = lastBlock
  }

  /** Day blocks of the chains of a page. */
  async readBlocks(page: readonly EntryColumns[]): Promise<void> {
    for (const name of this.#blocks.keys()) if (name !== this.#chain?.name) this.#blocks.delete(name)
    const chains = new Map(
      page.map(([ledger, period, entity, shard]) => [`${ledger} ${period} ${entity} ${shard}`, [ledger, period, entity, shard]]),
    )
    if (this.#chain !== null) chains.delete(this.#chain.name)
    const rows = await rowsOf<[string, number, number, ...bigint[]]>(this.#client, {
      text: `SELECT concat_ws(' ', ledger, period, entity, shard), day, block, cum, cum1, cum2, cum3, cum4, cum5
        FROM unnest($1::int4[], $2::int4[], $3::int4[], $4::int4[]) AS asked (ledger, period, entity, shard)
        JOIN ${this.#schema}.day_block USING (ledger, period, entity, shard) WHERE block <= $5::int4`,
      values: [...[0, 1, 2, 3].map((column) => [...chains.values()].map((key) => key[column])), this.#lastBlock],
    })
    for (const [name, day, block, ...cums] of rows) {
      const ofChain = this.#blocks.get(name) ?? new Map<string, string>()
      this.#blocks.set(name, ofChain.set(`${day} ${block}`, `${cums}`))
    }
  }

  add([ledger, period, entity, shard, position, day, nth, ...amounts]: EntryColumns): void {
    const name = `${ledger} ${period} ${entity} ${shard}`
    if (this.#chain?.name !== name) {
      this.endChain()
      this.#chain = { name, sums: new CellSums() }
    }
    const { sums } = this.#chain ?? { sums: new CellSums() }
    const deltas = amounts.slice(0, measuresMax).filter((delta) => delta !== null)
    const totals = amounts.slice(measuresMax).filter((total) => total !== null)
    sums.add({ position: Number(position), day, deltas })
    this.#entries += 1n
    const expected = sums.totals(deltas.length)
    if (sums.count === nth && `${expected}` === `${totals}`) return
    this.#tell(`the entry at ${position} is number ${nth} with totals ${totals}; counted are ${sums.count} with ${expected}`)
    sums.continueFrom(nth, totals)
  }

  /** Compares the day blocks of the chain whose entries have all been added. */
  endChain(): void {
    if (this.#chain === null) return
    const expected = this.#chain.sums.dayBlocks(this.#lastBlock)
    const stored = this.#blocks.get(this.#chain.name)
    const differing = [...expected].find(([name, cums]) => stored?.get(name) !== cums)
    if (differing !== undefined)
      this.#tell(`day block ${differing[0]} holds ${stored?.get(differing[0])}, the entries add up to ${differing[1]}`)
    this.#blockRows += BigInt(expected.size)
    this.#chain = null
  }

  async compareCounts(posted: bigint): Promise<void> {
    if (posted !== this.#entries) this.differences.push(`${posted} entries were posted, the cells hold ${this.#entries}`)
    const text = `SELECT count(*) FROM ${this.#schema}.day_block WHERE block <= $1`
    const [row] = await rowsOf<[bigint]>(this.#client, { text, values: [this.#lastBlock] })
    if (row?.[0] !== this.#blockRows)
      this.differences.push(`there are ${row?.[0]} rows of day blocks, there should be ${this.#blockRows}`)
  }

  #tell(difference: string): void {
    if (this.differences.length <= differencesMax) this.differences.push(`chain ${this.#chain?.name}: ${difference}`)
  }
}

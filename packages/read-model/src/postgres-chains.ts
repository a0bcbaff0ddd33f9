import { type Connection, rowsOf } from '@daybook/postgres'
import type { EntryRow } from '@daybook/projections'
import { measuresMax } from './read-model.ts'

/** Chains whose ends are kept at hand; when there are more, all are forgotten and asked for again. */
const chainsMax = 200_000

/** The entries of one cell whose partitions belong to one shard: each holds the running totals after it. */
export type ChainKey = { readonly ledger: number; readonly period: number; readonly entity: number; readonly shard: number }

/** The end of a chain: what its next entry follows. `columns`: measures of its rows, 0 as long as it has none. */
export type ChainEnd = ChainKey & { isKnown: boolean; nth: number; columns: number; totals: bigint[] }

/** A cell with the ends of its chains, one for each shard, and how many rows it has at the position that was posted to it last. */
export type PostedCell = { position: bigint; rows: number; readonly ends: ChainEnd[] }

/** The ends of the chains that are being posted to. They are right for as long as nobody else posts. */
export class Chains {
  readonly #schema: string
  readonly #cells = new Map<number, Map<number, PostedCell>>()
  #size = 0

  constructor(schema: string) {
    this.#schema = schema
  }

  cell({ ledger, period, entity }: Omit<ChainKey, 'shard'>): PostedCell {
    const key = period * 2 ** 16 + ledger
    const ofPeriod = this.#cells.get(key)
    const known = ofPeriod?.get(entity)
    if (known !== undefined) return known
    const cell: PostedCell = { position: -1n, rows: 0, ends: [] }
    if (ofPeriod === undefined) this.#cells.set(key, new Map([[entity, cell]]))
    else ofPeriod.set(entity, cell)
    return cell
  }

  end(cell: PostedCell, key: ChainKey): ChainEnd {
    const known = cell.ends[key.shard]
    if (known !== undefined) return known
    const { ledger, period, entity, shard } = key
    const end: ChainEnd = { ledger, period, entity, shard, isKnown: false, nth: 0, columns: 0, totals: [] }
    cell.ends[shard] = end
    this.#size += 1
    return end
  }

  /** Asks for the ends that are not known, all at once. */
  async meet(client: Connection, ends: ReadonlySet<ChainEnd>): Promise<void> {
    const unknown = [...ends].filter(({ isKnown }) => !isKnown)
    if (unknown.length === 0) return
    const found = await rowsOf<[index: number, nth: number, ...totals: (bigint | null)[]]>(client, {
      name: `ends ${this.#schema}`,
      text: `SELECT asked.ord::int4, last.* FROM unnest($1::int4[], $2::int4[], $3::int4[], $4::int4[])
          WITH ORDINALITY AS asked (ledger, period, entity, shard, ord)
        CROSS JOIN LATERAL (SELECT nth, total, total1, total2, total3, total4, total5 FROM ${this.#schema}.entry e
          WHERE e.period = asked.period AND e.ledger = asked.ledger AND e.entity = asked.entity AND e.shard = asked.shard
          ORDER BY e.position DESC, e.ord DESC LIMIT 1) last`,
      values: [
        unknown.map(({ ledger }) => ledger),
        unknown.map(({ period }) => period),
        unknown.map(({ entity }) => entity),
        unknown.map(({ shard }) => shard),
      ],
    })
    for (const [index, nth, ...totals] of found) {
      const end = unknown[index - 1]
      if (end === undefined) continue
      end.nth = nth
      end.totals = totals.filter((total) => total !== null)
      end.columns = end.totals.length
    }
    for (const end of unknown) end.isKnown = true
  }

  forgetWhenMany(): void {
    if (this.#size > chainsMax) this.forget()
  }

  forget(): void {
    this.#cells.clear()
    this.#size = 0
  }
}

/** Puts a row behind the end of its chain. */
export const appendTo = (end: ChainEnd, row: EntryRow): void => {
  const { deltas } = row
  if (end.nth === 0) end.columns = deltas.length
  if (deltas.length > measuresMax) throw new Error(`a row has at most ${measuresMax} measures, not ${deltas.length}`)
  if (deltas.length !== end.columns)
    throw new Error(`a row of ledger ${row.ledger} has ${deltas.length} measures, its cell has ${end.columns}`)
  end.nth += 1
  for (let column = 0; column < deltas.length; column += 1)
    end.totals[column] = (end.totals[column] ?? 0n) + (deltas[column] ?? 0n)
}

/** The order of the table's key. */
export const byKey = (a: ChainKey, b: ChainKey): number =>
  a.period - b.period || a.ledger - b.ledger || a.entity - b.entity || a.shard - b.shard

import { type Connection, rowsOf } from '@daybook/postgres'
import type { EntryRow } from '@daybook/projections'
import { measuresMax } from './read-model.ts'

/** Chains whose ends are kept at hand; when there are more, all are forgotten and asked for again. */
const chainsMax = 200_000

/** The entries of one cell whose partitions belong to one shard: each holds the running totals after it. */
export type ChainKey = { readonly ledger: number; readonly period: number; readonly entity: number; readonly shard: number }

/** The end of a chain: what its next entry follows. */
export type ChainEnd = { nth: number; columns: number; readonly totals: bigint[] }

/** The ends of the chains that are being posted to. They are right for as long as nobody else posts. */
export class Chains {
  readonly #schema: string
  readonly #ends = new Map<number, Map<number, ChainEnd>>()
  #size = 0

  constructor(schema: string) {
    this.#schema = schema
  }

  end(key: ChainKey): ChainEnd {
    const ofPeriod = this.#ofPeriod(key)
    const known = ofPeriod.get(key.entity)
    if (known !== undefined) return known
    const end: ChainEnd = { nth: 0, columns: 0, totals: [] }
    ofPeriod.set(key.entity, end)
    this.#size += 1
    return end
  }

  /** Asks for the ends that are not at hand, all at once. */
  async meet(client: Connection, keys: readonly ChainKey[]): Promise<void> {
    const unknown = keys.filter((key) => {
      if (this.#ofPeriod(key).has(key.entity)) return false
      this.end(key)
      return true
    })
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
      const key = unknown[index - 1]
      if (key === undefined) continue
      const end = this.end(key)
      end.nth = nth
      end.totals.push(...totals.filter((total) => total !== null))
      end.columns = end.totals.length
    }
  }

  forgetWhenMany(): void {
    if (this.#size > chainsMax) this.forget()
  }

  forget(): void {
    this.#ends.clear()
    this.#size = 0
  }

  #ofPeriod({ ledger, period, shard }: ChainKey): Map<number, ChainEnd> {
    const key = period * 2 ** 20 + ledger * 2 ** 10 + shard
    const ofPeriod = this.#ends.get(key) ?? new Map<number, ChainEnd>()
    this.#ends.set(key, ofPeriod)
    return ofPeriod
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

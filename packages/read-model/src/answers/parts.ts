import { type Part, type RowEntity, rowEntity } from '@daybook/projections'
import type { DaySum, ReadModel } from '../read-model.ts'
import { type Input, Parts } from './input.ts'
import { isInCells, isOfPartition, readPartition } from './input-rows.ts'

/** A sum with its parts. */
type Told = { readonly total: bigint; readonly parts: readonly Part[] }

/** The days of an input: `from <= day < until`. */
type Days = { readonly from: number; readonly until: number }

/**
 * Reads sums that are told apart by account or day. Whatever cells ask for together is one read for each stretch of days that they
 * share; what several of them ask for alike is one list for all of them, so that what is made of it can be remembered by it.
 */
export class PartsReader {
  readonly #readModel: ReadModel
  readonly #known = new Map<string, Told>()
  readonly #read = new Map<string, readonly DaySum[]>()

  constructor(readModel: ReadModel) {
    this.#readModel = readModel
  }

  readonly read = async (inputs: readonly Input[], position: bigint): Promise<ReadonlyMap<Input, Told>> => {
    const unknown = [...new Map(inputs.map((input) => [toldKey(input), input])).entries()]
      .filter(([key]) => !this.#known.has(key))
      .map(([, input]) => input)
    for (const input of unknown.filter(isOfPartition)) this.#know(input, await this.#ofPartition(input, position))
    const together = Map.groupBy(
      unknown.filter((input) => !isOfPartition(input)),
      readKey,
    )
    for (const own of together.values()) {
      for (const stretch of stretchesOf(own)) await this.#readStretch(stretch, position)
    }
    return new Map(inputs.map((input) => [input, this.#known.get(toldKey(input)) ?? { total: 0n, parts: [] }]))
  }

  #know(input: Input, parts: Parts): void {
    this.#known.set(toldKey(input), { total: parts.total, parts: parts.list() })
  }

  async #ofPartition(input: Input, position: bigint): Promise<Parts> {
    const parts = new Parts(input.by ?? 'day')
    for (const row of await readPartition(this.#readModel, input, position))
      if (isInCells(input, row)) parts.add(row, row.deltas[input.column] ?? 0n)
    return parts
  }

  async #readStretch({ inputs, from, until }: Stretch, position: bigint): Promise<void> {
    const [first] = inputs
    if (first === undefined) return
    const entities = isOfEveryone(first) ? null : [...new Set(inputs.flatMap((input) => input.rows.entities))]
    const { ledger } = first.kpi
    const scope = entities?.[0]?.scope ?? 'account'
    const byPartition = scope !== 'account' && inputs.some(({ by }) => by !== 'day')
    const sums = await this.#sums({ ledger, scope, entities, from, until, position, byPartition })
    const byEntity = Map.groupBy(sums, ({ entity: { scope, id, team } }) => rowEntity(scope, id, team))
    for (const input of inputs) this.#know(input, partsOf(input, isOfEveryone(input) ? [sums] : ofEntities(input, byEntity)))
  }

  /** What sales, orders and returns ask for one after the other stands in the same rows: they are read once. */
  async #sums(query: Query): Promise<readonly DaySum[]> {
    if (query.entities?.length === 0) return []
    const key = JSON.stringify({ ...query, position: null })
    const known = this.#read.get(key) ?? (await this.#readModel.byDay(query))
    this.#read.set(key, known)
    const [oldest] = this.#read.size > readsMax ? this.#read.keys() : []
    if (oldest !== undefined) this.#read.delete(oldest)
    return known
  }
}

type Query = Parameters<ReadModel['byDay']>[0]

/** Reads of which the next may want another column. */
const readsMax = 8

const ofEntities = ({ rows }: Input, byEntity: ReadonlyMap<RowEntity, readonly DaySum[]>): readonly (readonly DaySum[])[] =>
  rows.entities.flatMap((entity) => [byEntity.get(entity) ?? []])

const partsOf = (input: Input, sums: readonly (readonly DaySum[])[]): Parts => {
  const { from, until } = daysOf(input)
  const parts = new Parts(input.by ?? 'day')
  for (const own of sums) {
    for (const { entity, day, partition, deltas } of own)
      if (from <= day && day < until) parts.add({ partition: partition ?? entity.id, day }, deltas[input.column] ?? 0n)
  }
  return parts
}

const isOfEveryone = ({ rows }: Input): boolean => rows.isOfEveryone === true

const daysOf = ({ cells }: Input): Days => (cells.kind === 'days' ? cells : { from: 0, until: 0 })

/** What one read can answer together. */
const readKey = (input: Input): string => `${input.kpi.ledger} ${isOfEveryone(input)} ${input.rows.entities[0]?.scope}`

const toldKey = ({ kpi, cells, by, scope, entity, rows }: Input): string =>
  JSON.stringify([kpi.name, kpi.ledger, cells, by, scope, entity, rows.isOfEveryone, rows.partition])

type Stretch = Days & { readonly inputs: readonly Input[] }

/** Inputs by stretches of days: those whose days overlap are read as one. */
const stretchesOf = (inputs: readonly Input[]): readonly Stretch[] => {
  const stretches: { from: number; until: number; inputs: Input[] }[] = []
  for (const input of inputs.toSorted((a, b) => daysOf(a).from - daysOf(b).from)) {
    const { from, until } = daysOf(input)
    const last = stretches.at(-1)
    if (last === undefined || from >= last.until) stretches.push({ from, until, inputs: [input] })
    else {
      last.until = Math.max(last.until, until)
      last.inputs.push(input)
    }
  }
  return stretches
}

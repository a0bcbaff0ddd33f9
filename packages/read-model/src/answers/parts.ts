import { type Part, type RowEntity, rowEntity } from '@daybook/projections'
import type { ReadModel } from '../read-model.ts'
import { type Input, Parts } from './input.ts'
import { readRows } from './input-rows.ts'

/** A sum with its parts. */
type Told = { readonly total: bigint; readonly parts: readonly Part[] }

/**
 * Reads sums that are told apart by account or day. What several cells ask for alike is read once, and is one list for all of them, so
 * that what is made of it can be remembered by it.
 */
export class PartsReader {
  readonly #readModel: ReadModel
  readonly #known = new Map<string, Promise<Told>>()

  constructor(readModel: ReadModel) {
    this.#readModel = readModel
  }

  readonly read = async (inputs: readonly Input[], position: bigint): Promise<ReadonlyMap<Input, Told>> => {
    const told = new Map<Input, Told>()
    const groups = Map.groupBy(inputs, (input) => (isOfOneAccount(input) ? spanKey(input) : null))
    for (const [key, own] of groups) {
      if (key === null) for (const input of own) told.set(input, await this.#once(input, position))
      else await this.#accountsTogether(own, { position, told })
    }
    return told
  }

  #once(input: Input, position: bigint): Promise<Told> {
    const key = `${spanKey(input)} ${input.by} ${input.scope} ${input.entity} ${input.rows.isOfEveryone}`
    const known = this.#known.get(key) ?? this.#told(input, position)
    this.#known.set(key, known)
    return known
  }

  async #told(input: Input, position: bigint): Promise<Told> {
    const parts = new Parts(input.by ?? 'day')
    if (input.rows.isOfEveryone === true) {
      for (const { entity, day, deltas } of await this.#byDay(input, { entities: null, position }))
        parts.add({ partition: entity.id, day }, deltas[input.column] ?? 0n)
    } else {
      for (const { partition, day, deltas } of await readRows(this.#readModel, input, { after: -1n, position }))
        parts.add({ partition, day }, deltas[input.column] ?? 0n)
    }
    return { total: parts.total, parts: parts.list() }
  }

  /** One read for the accounts of a list. */
  async #accountsTogether(
    inputs: readonly Input[],
    { position, told }: { readonly position: bigint; readonly told: Map<Input, Told> },
  ): Promise<void> {
    const [first] = inputs
    if (first === undefined) return
    const byEntity = new Map<RowEntity, Input[]>()
    for (const input of inputs)
      for (const entity of input.rows.entities) byEntity.set(entity, [...(byEntity.get(entity) ?? []), input])
    const sums = new Map(inputs.map((input) => [input, new Parts(input.by ?? 'day')]))
    for (const { entity, day, deltas } of await this.#byDay(first, { entities: [...byEntity.keys()], position })) {
      for (const input of byEntity.get(rowEntity(entity.scope, entity.id, entity.team)) ?? [])
        sums.get(input)?.add({ partition: entity.id, day }, deltas[input.column] ?? 0n)
    }
    for (const [input, parts] of sums) told.set(input, { total: parts.total, parts: parts.list() })
  }

  #byDay({ kpi, cells }: Input, { entities, position }: { entities: readonly RowEntity[] | null; position: bigint }) {
    const { from, until } = cells.kind === 'days' ? cells : { from: 0, until: 0 }
    return this.#readModel.byDay({ ledger: kpi.ledger, scope: 'account', entities, from, until, position })
  }
}

const isOfOneAccount = ({ scope, rows }: Input): boolean =>
  scope === 'account' && rows.partition === null && rows.isOfEveryone !== true

const spanKey = ({ kpi, cells }: Input): string => JSON.stringify([kpi.name, kpi.ledger, cells])

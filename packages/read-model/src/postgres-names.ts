import { type Connection, changedBy, rowsOf } from '@daybook/postgres'
import type { EntryRow, RowEntity, RowScope } from '@daybook/projections'
import type { PartitionName, PostBatch } from './read-model.ts'
import { numbersOf } from './sqlite-names.ts'

/** A rep has a number for each of his teams. */
type Numbered = { readonly team: string; readonly number: number }

/** Names kept at hand; when there are more, all are forgotten and met again. */
const namesMax = 300_000

/** Numbers of ledgers, reasons, entities and partitions while a batch is posted: what is new is numbered in the order of the batch. */
export class PostedNames {
  readonly #schema: string
  readonly #lists = { ledger: new Map<string, number>(), reason: new Map<string, number>() }
  readonly #entities = new Map<RowScope, Map<string, readonly Numbered[]>>()
  #entityCount = 0
  /** Rows of one event often share their entity. */
  #lastMet: RowEntity | null = null
  #lastMetNumber = 0
  #lastPartitionMet: PartitionName | null = null
  #lastPartitionNumber = 0
  readonly #partitions = new Map<PartitionName, number>()
  readonly #lastOfScope = new Map<RowScope, number>()
  #lastPartition = 0
  #isLoaded = false

  constructor(schema: string) {
    this.#schema = schema
  }

  ledger(name: string): number {
    return known(this.#lists.ledger.get(name), name)
  }

  reason(name: string): number {
    return known(this.#lists.reason.get(name), name)
  }

  entity(entity: RowEntity): number {
    if (entity === this.#lastMet) return this.#lastMetNumber
    this.#lastMetNumber = known(this.#found(entity), entity.id)
    this.#lastMet = entity
    return this.#lastMetNumber
  }

  partition(name: PartitionName): number {
    if (name === this.#lastPartitionMet) return this.#lastPartitionNumber
    this.#lastPartitionNumber = known(this.#partitions.get(name), name)
    this.#lastPartitionMet = name
    return this.#lastPartitionNumber
  }

  forget(): void {
    for (const kept of [...Object.values(this.#lists), this.#entities, this.#partitions, this.#lastOfScope]) kept.clear()
    this.#entityCount = 0
    this.#lastMet = null
    this.#lastPartitionMet = null
    this.#isLoaded = false
  }

  forgetWhenMany(): void {
    if (this.#entityCount + this.#partitions.size > namesMax) this.forget()
  }

  /** Numbers all names of a batch. */
  async meet(client: Connection, batch: PostBatch): Promise<void> {
    if (!this.#isLoaded) await this.#load(client)
    await this.#meetPartitions(client, this.#newPartitions(batch), batch.to)
    await this.#meetEntities(client, batch.rows)
    await this.#meetList(client, 'ledger', new Set(batch.rows.map(({ ledger }) => ledger)))
    await this.#meetList(client, 'reason', new Set(batch.rows.map(({ reason }) => reason)))
  }

  async #load(client: Connection): Promise<void> {
    const names = await rowsOf<['ledger' | 'reason', number, string]>(client, {
      text: `SELECT list, number, name FROM ${this.#schema}.name`,
    })
    for (const [list, number, name] of names) this.#lists[list].set(name, number)
    const scopes = await rowsOf<[RowScope, number]>(client, {
      text: `SELECT scope, max(entity) FROM ${this.#schema}.entity GROUP BY scope`,
    })
    for (const [scope, last] of scopes) this.#lastOfScope.set(scope, last)
    const [row] = await rowsOf<[number]>(client, { text: `SELECT coalesce(max(partition), 0) FROM ${this.#schema}.partition` })
    this.#lastPartition = row?.[0] ?? 0
    this.#isLoaded = true
  }

  /** Events come first: they alone are in an order that does not depend on where a batch ends. */
  #newPartitions(batch: PostBatch): readonly PartitionName[] {
    const met = new Set<PartitionName>()
    for (const part of [batch.events, batch.rows, batch.partitions, batch.facts, batch.touches, batch.incomplete])
      for (const { partition } of part) if (!this.#partitions.has(partition)) met.add(partition)
    return [...met]
  }

  async #meetPartitions(client: Connection, unknown: readonly PartitionName[], changed: bigint): Promise<void> {
    if (unknown.length === 0) return
    const stored = await rowsOf<[string, number]>(client, {
      text: `SELECT name, partition FROM ${this.#schema}.partition WHERE name = ANY ($1)`,
      values: [unknown],
    })
    for (const [name, number] of stored) this.#partitions.set(name, number)
    const added = unknown.filter((name) => !this.#partitions.has(name))
    for (const name of added) this.#partitions.set(name, ++this.#lastPartition)
    if (added.length === 0) return
    await changedBy(client, {
      text: `INSERT INTO ${this.#schema}.partition (partition, name, changed) SELECT *, $3::int8 FROM unnest($1::int4[], $2::text[])`,
      values: [added.map((name) => this.partition(name)), added, changed],
    })
  }

  #newEntities(rows: readonly EntryRow[]): readonly RowEntity[] {
    const met = new Map<string, RowEntity>()
    let last: RowEntity | null = null
    for (const { entity } of rows) {
      if (entity !== last && this.#found(entity) === undefined) met.set(keyOf(entity), entity)
      last = entity
    }
    return [...met.values()]
  }

  #found({ scope, id, team }: RowEntity): number | undefined {
    for (const one of this.#entities.get(scope)?.get(id) ?? []) if (one.team === team) return one.number
    return undefined
  }

  #keep({ scope, id, team }: RowEntity, number: number): void {
    const ofScope = this.#entities.get(scope) ?? new Map<string, readonly Numbered[]>()
    this.#entities.set(scope, ofScope.set(id, [...(ofScope.get(id) ?? []), { team, number }]))
    this.#entityCount += 1
  }

  async #meetEntities(client: Connection, rows: readonly EntryRow[]): Promise<void> {
    const unknown = this.#newEntities(rows)
    if (unknown.length === 0) return
    const columns = [unknown.map(({ scope }) => scope), unknown.map(({ id }) => id), unknown.map(({ team }) => team)]
    const stored = await rowsOf<[RowScope, string, string, number]>(client, {
      text: `SELECT scope, id, team, entity FROM ${this.#schema}.entity JOIN unnest($1::text[], $2::text[], $3::text[]) AS asked (scope, id, team)
        USING (scope, id, team)`,
      values: columns,
    })
    for (const [scope, id, team, number] of stored) this.#keep({ scope, id, team }, number)
    const added = unknown.filter((entity) => this.#found(entity) === undefined)
    for (const entity of added) this.#keep(entity, this.#nextOf(entity.scope))
    if (added.length === 0) return
    await changedBy(client, {
      text: `INSERT INTO ${this.#schema}.entity (entity, scope, id, team) SELECT * FROM unnest($1::int4[], $2::text[], $3::text[], $4::text[])`,
      values: [
        added.map((entity) => this.entity(entity)),
        added.map(({ scope }) => scope),
        added.map(({ id }) => id),
        added.map(({ team }) => team),
      ],
    })
  }

  #nextOf(scope: RowScope): number {
    const { from, until } = numbersOf(scope)
    const next = (this.#lastOfScope.get(scope) ?? from - 1) + 1
    if (next >= until) throw new Error(`scope ${scope} has more than ${until - from} entities`)
    this.#lastOfScope.set(scope, next)
    return next
  }

  async #meetList(client: Connection, list: 'ledger' | 'reason', met: ReadonlySet<string>): Promise<void> {
    const numbers = this.#lists[list]
    for (const name of met) {
      if (numbers.has(name)) continue
      numbers.set(name, numbers.size)
      const values = [list, numbers.get(name), name]
      await changedBy(client, { text: `INSERT INTO ${this.#schema}.name (list, number, name) VALUES ($1, $2, $3)`, values })
    }
  }
}

const keyOf = ({ scope, id, team }: RowEntity): string => `${scope}\n${id}\n${team}`

const known = (number: number | undefined, name: string): number => {
  if (number === undefined) throw new Error(`${name} has no number`)
  return number
}

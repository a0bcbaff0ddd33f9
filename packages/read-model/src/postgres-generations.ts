import { join } from 'node:path'
import {
  type Connection,
  type Connections,
  changedBy,
  connectionsTo,
  endConnections,
  inTransaction,
  type PostgresConnection,
  quoted,
  readFrom,
  rowsOf,
  runAll,
} from '@daybook/postgres'
import { LedgerDamage } from './ledger-damage.ts'
import { type PostgresReadModel, postgresReadModel } from './postgres.ts'
import { checkpointOn, type Ledger, ledgerSchema, quotedLedger } from './postgres-ledger.ts'
import type { PostgresFailpoint } from './postgres-post.ts'
import { haveSameEntries } from './postgres-same.ts'
import { assertCurrent, assertKnown, migrate, type PostgresRoles } from './postgres-schema.ts'
import { assertEpoch, type Generation, type Generations } from './read-model.ts'

/** Generations on a PostgreSQL server. */
export interface PostgresGenerations extends Generations {
  open(generation: number): Promise<PostgresReadModel>
}

/** Where the generations of a book lie, and who works with them. */
export type PostgresOptions = {
  readonly connection: PostgresConnection
  /** Whose the tables are: makes, brings up to date and drops schemas. Null: nobody here may. The same as `connection` unless said. */
  readonly owner?: PostgresConnection | null
  /** Schema of what the generations have in common, and the beginning of the names of theirs. */
  readonly schema?: string
  /** Chains of totals for each cell of generations that are made: one for each projector that may post at a time. */
  readonly shards?: number
  readonly roles?: PostgresRoles
  readonly connectionsMax?: { readonly reading: number; readonly posting: number }
  /** Folder for the working copies of who posts; null: in memory. */
  readonly workingFolder?: string | null
  /** For tests: called in the middle of posting. */
  readonly failpoint?: PostgresFailpoint
}

const rolesDefault: PostgresRoles = { worker: 'daybook_worker', reader: 'daybook_reader' }

const connectionsDefault = { reading: 4, posting: 2 } as const

/**
 * Opens the generations of a book: each has a schema of its own, so that a retired one is a dropped schema, and which one answers is a
 * row. The owner makes what is missing; an empty database gets generation 1, active.
 */
export const openPostgresGenerations = async (options: PostgresOptions): Promise<PostgresGenerations> => {
  const { connection, owner = connection, schema = 'daybook', connectionsMax = connectionsDefault } = options
  const reading = connectionsTo(connection, { purpose: 'reading', max: connectionsMax.reading })
  const posting = connectionsTo(connection, { purpose: 'posting', max: connectionsMax.posting })
  const owning = owner && connectionsTo(owner, { purpose: 'migrating', max: 1 })
  const book = new PostgresBook(options, { schema, reading, posting, owning })
  try {
    await book.prepare()
    return book
  } catch (error) {
    await book[Symbol.asyncDispose]()
    throw error
  }
}

type Opened = {
  readonly schema: string
  readonly reading: Connections
  readonly posting: Connections
  readonly owning: Connections | null
}

class PostgresBook implements PostgresGenerations {
  readonly #options: PostgresOptions
  readonly #opened: Opened
  readonly #meta: string
  #id = ''

  constructor(options: PostgresOptions, opened: Opened) {
    this.#options = options
    this.#opened = opened
    this.#meta = quoted(opened.schema)
  }

  async prepare(): Promise<void> {
    const { owning, schema, reading } = this.#opened
    if (owning === null) await readFrom(reading, (client) => assertCurrent(client, schema))
    else await inTransaction(owning, (client) => this.#migrate(client))
    const [row] = await readFrom(reading, (client) =>
      rowsOf<[string]>(client, { text: `SELECT id::text FROM ${this.#meta}.book` }),
    )
    this.#id = row?.[0] ?? ''
  }

  list(): Promise<readonly Generation[]> {
    const text = `SELECT generation, state FROM ${this.#meta}.generation ORDER BY generation`
    return readFrom(this.#opened.reading, async (client) => {
      const rows = await rowsOf<[number, Generation['state']]>(client, { text })
      return rows.map(([generation, state]) => ({ generation, state }))
    })
  }

  async open(generation: number): Promise<PostgresReadModel> {
    const { workingFolder = null, failpoint = () => {} } = this.#options
    const ledger = await this.#ledger(generation)
    const file = `working-${this.#id}-${generation}.db`
    return postgresReadModel(ledger, { workingFile: workingFolder === null ? ':memory:' : join(workingFolder, file), failpoint })
  }

  active(): Promise<number> {
    return readFrom(this.#opened.reading, (client) => this.#active(client))
  }

  get makesGenerations(): boolean {
    return this.#opened.owning !== null
  }

  create(): Promise<number> {
    return this.#asOwner((client) => this.#add(client, 'building'))
  }

  /** The row of the epoch is locked until the switch is done: nobody claims in between. */
  switchTo(generation: number, epoch: bigint | null): Promise<void> {
    return inTransaction(this.#opened.posting, async (client) => {
      await rowsOf(client, { text: `SELECT 1 FROM ${this.#meta}.book FOR UPDATE` })
      await this.#shards(client, generation)
      const active = await this.#active(client)
      if (epoch !== null) {
        const schema = quotedLedger(this.#opened.schema, active)
        await rowsOf(client, { text: `SELECT 1 FROM ${schema}.checkpoint FOR UPDATE` })
        assertEpoch(epoch, (await checkpointOn(client, schema)).epoch)
      }
      const set = `UPDATE ${this.#meta}.generation SET state`
      await changedBy(client, { text: `${set} = 'frozen' WHERE state = 'active'` })
      await changedBy(client, { text: `${set} = 'active' WHERE generation = $1`, values: [generation] })
    })
  }

  async areIdentical(one: number, other: number): Promise<boolean> {
    const [left, right] = [await this.#ledger(one), await this.#ledger(other)]
    return left.shards === right.shards && haveSameEntries(this.#opened.posting, left.schema, right.schema)
  }

  async markDamaged(generation: number, problem: string): Promise<void> {
    const text = `UPDATE ${this.#meta}.generation SET damage = $2 WHERE generation = $1`
    await inTransaction(this.#opened.posting, (client) => changedBy(client, { text, values: [generation, problem] }))
  }

  damageOf(generation: number): Promise<string | null> {
    return this.#said(generation, 'damage')
  }

  async markMadeWith(generation: number, words: string): Promise<void> {
    const text = `UPDATE ${this.#meta}.generation SET made_with = $2 WHERE generation = $1`
    await inTransaction(this.#opened.posting, (client) => changedBy(client, { text, values: [generation, words] }))
  }

  madeWith(generation: number): Promise<string | null> {
    return this.#said(generation, 'made_with')
  }

  discard(generation: number): Promise<void> {
    return this.#asOwner(async (client) => {
      await rowsOf(client, { text: `SELECT 1 FROM ${this.#meta}.book FOR UPDATE` })
      await this.#shards(client, generation)
      if ((await this.#active(client)) === generation) throw new Error(`generation ${generation} is the active one`)
      await changedBy(client, { text: `DELETE FROM ${this.#meta}.generation WHERE generation = $1`, values: [generation] })
      await runAll(client, `DROP SCHEMA ${quotedLedger(this.#opened.schema, generation)} CASCADE`)
    })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const { reading, posting, owning } = this.#opened
    for (const connections of [reading, posting, owning]) if (connections !== null) await endConnections(connections)
  }

  async #migrate(client: Connection): Promise<void> {
    const { schema } = this.#opened
    const roles = this.#options.roles ?? rolesDefault
    await migrate(client, { schema, kind: 'book', roles })
    const added = await changedBy(client, {
      text: `INSERT INTO ${this.#meta}.book (last_generation) VALUES (0) ON CONFLICT DO NOTHING`,
    })
    if (added === 1) await this.#add(client, 'active')
    const kept = await rowsOf<[number]>(client, { text: `SELECT generation FROM ${this.#meta}.generation` })
    for (const [generation] of kept) await migrate(client, { schema: ledgerSchema(schema, generation), kind: 'ledger', roles })
  }

  async #add(client: Connection, state: Generation['state']): Promise<number> {
    const { shards = 1, roles = rolesDefault } = this.#options
    const next = `UPDATE ${this.#meta}.book SET last_generation = last_generation + 1 RETURNING last_generation`
    const [row] = await rowsOf<[number]>(client, { text: next })
    const generation = row?.[0] ?? 1
    await migrate(client, { schema: ledgerSchema(this.#opened.schema, generation), kind: 'ledger', roles })
    const text = `INSERT INTO ${this.#meta}.generation (generation, state, shards) VALUES ($1, $2, $3)`
    await changedBy(client, { text, values: [generation, state, shards] })
    return generation
  }

  async #asOwner<Value>(work: (client: Connection) => Promise<Value>): Promise<Value> {
    const { owning } = this.#opened
    if (owning === null) throw new Error('generations are made and dropped by the owner of the database, who is not here')
    return inTransaction(owning, work)
  }

  async #ledger(generation: number): Promise<Ledger> {
    const { schema, reading, posting } = this.#opened
    const shards = await readFrom(reading, async (client) => {
      const found = await this.#shards(client, generation)
      await assertKnown(client, ledgerSchema(schema, generation))
      return found
    })
    return { schema: quotedLedger(schema, generation), generation, shards, reading, posting }
  }

  #said(generation: number, column: 'damage' | 'made_with'): Promise<string | null> {
    const text = `SELECT ${column} FROM ${this.#meta}.generation WHERE generation = $1`
    return readFrom(this.#opened.reading, async (client) => {
      const [row] = await rowsOf<[string | null]>(client, { text, values: [generation] })
      return row?.[0] ?? null
    })
  }

  /** The shards of a generation, which must be there. */
  async #shards(client: Connection, generation: number): Promise<number> {
    const text = `SELECT shards FROM ${this.#meta}.generation WHERE generation = $1`
    const [row] = await rowsOf<[number]>(client, { text, values: [generation] })
    if (row === undefined) throw new LedgerDamage(`there is no generation ${generation}`)
    return row[0]
  }

  async #active(client: Connection): Promise<number> {
    const [row] = await rowsOf<[number]>(client, {
      text: `SELECT generation FROM ${this.#meta}.generation WHERE state = 'active'`,
    })
    if (row === undefined) throw new LedgerDamage('no generation is active')
    return row[0]
  }
}

import { randomBytes } from 'node:crypto'
import {
  openPostgresGenerations,
  type PostgresGenerations,
  type PostgresOptions,
  type PostgresReadModel,
} from '@daybook/read-model'
import { beforeAll, onTestFinished } from 'vitest'
import { anaInEast, february } from '../contract/posting.ts'
import type { RunningPostgres } from './postgres.ts'
import { withClient } from './postgres-databases.ts'

/** The cell that most rows of these tests go into. */
export const anasFebruary = { ledger: 'sales', period: february, entity: anaInEast, day: null }

type Opened = { readonly schema: string; readonly generations: PostgresGenerations; readonly readModel: PostgresReadModel }

/** Books of a suite, in a database of its own; what a test opens is closed when the test is over. */
export const booksOn = (postgres: RunningPostgres) => {
  let url = ''
  beforeAll(async () => {
    url = await postgres.createDatabase()
  })

  const open = async (options: Partial<PostgresOptions> = {}): Promise<PostgresGenerations> => {
    const generations = await openPostgresGenerations({ connection: { url }, ...options })
    onTestFinished(() => generations[Symbol.asyncDispose]())
    return generations
  }

  const readerOf = async (generations: PostgresGenerations): Promise<PostgresReadModel> => {
    const readModel = await generations.open(await generations.active())
    onTestFinished(() => readModel[Symbol.asyncDispose]())
    return readModel
  }

  /** A new book, unless a schema is named. */
  const opened = async (options: Partial<PostgresOptions> = {}): Promise<Opened> => {
    const schema = options.schema ?? `book_${randomBytes(4).toString('hex')}`
    const generations = await open({ schema, ...options })
    return { schema, generations, readModel: await readerOf(generations) }
  }

  /** Rows of a statement of the owner, or of whoever the address names. */
  const sql = (text: string, as = url): Promise<unknown[][]> =>
    withClient(as, async (client) => (await client.query<unknown[]>({ text, rowMode: 'array' })).rows)

  return { open, opened, readerOf, sql, address: () => url }
}

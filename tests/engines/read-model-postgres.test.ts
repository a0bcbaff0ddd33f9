import { openPostgresGenerations, type PostgresGenerations, type ReadModel } from '@daybook/read-model'
import { beforeAll } from 'vitest'
import { generationsContract } from '../contract/generations.ts'
import { readModelContract } from '../contract/read-model.ts'
import { suiteOnPostgres } from './postgres-suite.ts'

await suiteOnPostgres('the read model', (postgres) => {
  let url = ''
  let books = 0
  beforeAll(async () => {
    url = await postgres.createDatabase()
  })

  const generations = (shards: number): Promise<PostgresGenerations> => {
    books += 1
    return openPostgresGenerations({ connection: { url }, schema: `book${books}`, shards })
  }

  /** The ledgers of a book of its own, which end with its connections. */
  const opened = async (shards: number): Promise<ReadModel> => {
    await using stack = new AsyncDisposableStack()
    const book = stack.use(await generations(shards))
    const readModel = stack.use(await book.open(1))
    const closing = stack.move()
    return { ...readModel, [Symbol.asyncDispose]: () => closing.disposeAsync() }
  }

  readModelContract('PostgreSQL', () => opened(1))
  readModelContract('PostgreSQL, 8 shards', () => opened(8))
  generationsContract('PostgreSQL', () => generations(1))
})

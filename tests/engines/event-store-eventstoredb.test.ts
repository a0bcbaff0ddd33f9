import { randomUUID } from 'node:crypto'
import { openDistributedEventStore, openEventStoreDb, openPostgresRegister, runIndexer } from '@daybook/event-store'
import { afterAll, describe, onTestFinished } from 'vitest'
import { eventStoreContract } from '../contract/event-store.ts'
import { engineLine, withEventStoreDb } from './eventstoredb.ts'
import { suiteOnPostgres } from './postgres-suite.ts'

const server = await withEventStoreDb()
afterAll(server.stop)

await suiteOnPostgres('a log over streams', (postgres) => {
  const contract = () =>
    eventStoreContract(
      `${server.name} and PostgreSQL`,
      async ({ clock }) => {
        server.tellTime?.(clock)
        // A server of all tests: each has a book of its own.
        const bookId = `b${randomUUID().slice(0, 8)}`
        const connection = { url: await postgres.createDatabase() }
        const parts = async () => ({
          log: await openEventStoreDb({ url: server.url, bookId }),
          register: await openPostgresRegister({ connection, bookId }),
        })
        const indexed = await parts()
        const ending = new AbortController()
        const indexing = runIndexer({ ...indexed, signal: ending.signal })
        onTestFinished(async () => {
          ending.abort()
          await indexing
          await indexed.log[Symbol.asyncDispose]()
          await indexed.register[Symbol.asyncDispose]()
        })
        return openDistributedEventStore({ ...(await parts()), clock })
      },
      server.tellTime === null ? { clock: 'the clock of a real server is its own' } : {},
    )
  describe(`[${engineLine(server)}]`, contract)
})

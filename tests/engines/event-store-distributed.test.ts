import { openDistributedEventStore, openInMemoryStreamLog, openPostgresRegister, runIndexer } from '@daybook/event-store'
import { onTestFinished } from 'vitest'
import { eventStoreContract } from '../contract/event-store.ts'
import { suiteOnPostgres } from './postgres-suite.ts'

await suiteOnPostgres('a log over streams', (postgres) => {
  eventStoreContract('streams in memory, register in PostgreSQL', async ({ clock }) => {
    const url = await postgres.createDatabase()
    const log = openInMemoryStreamLog({ bookId: 'book', clock })
    const register = await openPostgresRegister({ connection: { url } })
    const ending = new AbortController()
    const indexing = runIndexer({ log, register, signal: ending.signal })
    onTestFinished(async () => {
      ending.abort()
      await indexing
    })
    return openDistributedEventStore({ log, register, clock })
  })
})

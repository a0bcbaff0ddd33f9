import { openDistributedEventStore, openEventStoreDb, openPostgresRegister, runIndexer } from '@daybook/event-store'
import { onTestFinished } from 'vitest'
import { eventStoreContract } from '../contract/event-store.ts'
import { EventStoreDbDouble } from './eventstoredb-double.ts'
import { suiteOnPostgres } from './postgres-suite.ts'

await suiteOnPostgres('a log over streams', (postgres) => {
  eventStoreContract('eventstoredb-double and PostgreSQL', async ({ clock }) => {
    const double = await new EventStoreDbDouble().start()
    double.log.clock = clock
    const log = await openEventStoreDb({ url: double.url, bookId: 'book' })
    const connection = { url: await postgres.createDatabase() }
    const register = await openPostgresRegister({ connection })
    const ending = new AbortController()
    const indexing = runIndexer({
      log: await openEventStoreDb({ url: double.url, bookId: 'book' }),
      register: await openPostgresRegister({ connection }),
      signal: ending.signal,
    })
    onTestFinished(async () => {
      ending.abort()
      await indexing
      double.stop()
    })
    return openDistributedEventStore({ log, register, clock })
  })
})

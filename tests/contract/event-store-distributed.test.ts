import { openDistributedEventStore, openInMemoryRegister, openInMemoryStreamLog, runIndexer } from '@daybook/event-store'
import { onTestFinished } from 'vitest'
import { eventStoreContract } from './event-store.ts'

eventStoreContract('distributed, in memory', ({ clock }) => {
  const log = openInMemoryStreamLog({ bookId: 'book', clock })
  const register = openInMemoryRegister()
  const ending = new AbortController()
  const indexing = runIndexer({ log, register, signal: ending.signal })
  onTestFinished(async () => {
    ending.abort()
    await indexing
  })
  return openDistributedEventStore({ log, register, clock })
})

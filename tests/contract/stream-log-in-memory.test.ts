import { openInMemoryStreamLog, type ShelvedEvent } from '@daybook/event-store'
import { streamLogContract } from './stream-log.ts'

streamLogContract('in memory', async () => {
  const shelf: ShelvedEvent[] = []
  return {
    open: async (bookId) => openInMemoryStreamLog({ bookId, shelf }),
    write: async (stream, event) => void shelf.push({ ...event, stream, created: Date.now() }),
  }
})

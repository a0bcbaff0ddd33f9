import { openEventStoreDb } from '@daybook/event-store'
import { EventStoreDBClient, jsonEvent } from '@eventstore/db-client'
import { afterAll, describe } from 'vitest'
import { streamLogContract } from '../contract/stream-log.ts'
import { engineLine, withEventStoreDb } from './eventstoredb.ts'

const server = await withEventStoreDb()
afterAll(server.stop)

describe(`[${engineLine(server)}] the contract`, () =>
  streamLogContract(server.name, async () => ({
    open: (bookId) => openEventStoreDb({ url: server.url, bookId }),
    write: async (stream, { eventId, type, data, metadata }) => {
      const client = EventStoreDBClient.connectionString(server.url)
      const event = jsonEvent({ id: eventId, type, data: { ...data }, metadata: { ...metadata } })
      await client.appendToStream(stream, event, { credentials: { username: 'admin', password: 'changeit' } })
      await client.dispose()
    },
  })))

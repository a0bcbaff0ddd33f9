import { openInMemoryEventStore } from '@daybook/event-store'
import { eventStoreContract } from './event-store.ts'

eventStoreContract('in memory', openInMemoryEventStore)

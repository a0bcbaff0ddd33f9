import { parseEvent, Source, SourceEventId, StreamName } from '@daybook/domain'
import { type EventStore, eventIdOf, openInMemoryEventStore } from '@daybook/event-store'
import { createPoster, type Editions } from '@daybook/projections'
import { type MakePoster, type Projector, type ProjectorStatus, startProjector } from '@daybook/projector'
import type { Generations } from '@daybook/read-model'
import { pino } from 'pino'

const log = pino({ level: 'silent' })
const erp = Source.parse('erp')

const append = async (eventStore: EventStore, stream: string, event: { readonly type: string; readonly data: object }) => {
  const name = StreamName.parse(stream)
  const revision = BigInt((await eventStore.readStream(name)).length)
  const id = SourceEventId.parse(`${stream}-${revision}`)
  const result = await eventStore.append({
    appends: [
      {
        stream: name,
        expectedRevision: revision - 1n,
        events: [
          {
            event: parseEvent({ effectiveOn: '2025-01-09', ...event }),
            eventId: eventIdOf(erp, id),
            source: erp,
            id,
            payloadHash: 'none',
            metadata: { actor: { kind: 'system', id: 'test' } },
            ingestedAt: 0,
          },
        ],
      },
    ],
  })
  if (result.status !== 'appended' || result.position === null) throw new Error('not appended')
  return result.position
}

/** An order of the first account. */
export const order = (eventStore: EventStore, number: number) =>
  append(eventStore, `order-erp~O${number}`, {
    type: 'OrderAccepted',
    data: {
      orderId: `O${number}`,
      accountId: 'A1',
      currency: 'USD',
      salespersonId: 'R1',
      lines: [{ lineId: '1', net: `${number}.0000` }],
    },
  })

/** Voids that order. */
export const voided = (eventStore: EventStore, number: number) =>
  append(eventStore, `order-erp~O${number}`, {
    type: 'OrderVoided',
    data: { orderId: `O${number}`, accountId: 'A1', reason: 'entered twice' },
  })

/** A log with one account and so many orders. */
export const bookOf = async (orders: number): Promise<EventStore> => {
  const eventStore = openInMemoryEventStore()
  await append(eventStore, 'account-A1', { type: 'AccountRegistered', data: { accountId: 'A1', name: 'Acme' } })
  for (let number = 1; number <= orders; number += 1) await order(eventStore, number)
  return eventStore
}

type Given = {
  readonly eventStore: EventStore
  readonly generations: Generations
  readonly makePoster?: MakePoster
  readonly batchEvents?: number
  readonly againMs?: number
  readonly clock?: () => number
  readonly editions?: Editions
  readonly rebuildEventsPerSecondMax?: number
}

/** A projector of the log, on ledgers of its own. */
export const start = (given: Given) => startProjector({ makePoster: createPoster, log, clock: Date.now, ...given })

/** Resolves with the first status that is as wanted. */
export const until = (projector: Projector, wanted: (status: ProjectorStatus) => boolean): Promise<ProjectorStatus> =>
  new Promise((resolve) => {
    if (wanted(projector.status())) return resolve(projector.status())
    const end = projector.watch((status) => {
      if (!wanted(status)) return
      end()
      resolve(status)
    })
  })

/** Whether the ledgers are there. */
export const at = (position: bigint) => (status: ProjectorStatus) => status.position === position

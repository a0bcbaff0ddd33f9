import type { Recorded, StreamName } from '@daybook/domain'
import { eventIdOf, type NewEvent } from '@daybook/event-store'
import { Life } from './life.ts'
import type { World } from './world.ts'

/** The account of the intruder: nobody else's figures may suffer from it. */
const account = 'A-foreign'

/**
 * Writes past the intake: an order that has no lines, in a stream of its own. No schema let it through, and no KPI can apply it: its
 * cells have no value from then on, and say why (F38).
 */
export const intrude = async ({ disk, monitor, tally }: World): Promise<void> => {
  const made = [
    newEvent('AccountRegistered', { accountId: account, name: 'Foreign' }),
    newEvent('OrderAccepted', { orderId: 'F1', accountId: account, currency: 'USD' }),
  ]
  const streams = [`account-${account}`, 'order-foreign~F1'] as readonly string[] as readonly StreamName[] // Sound: names of streams
  const appends = made.map((event, index) => ({ stream: streams[index]!, expectedRevision: -1n, events: [event] }))
  await disk.append({ appends }, { life: new Life('intruder'), epoch: disk.epoch })
  monitor.foreign = { partition: `account:${account}`, position: BigInt(monitor.events.length - 1) }
  tally.count('foreign events')
}

const source = 'foreign' as Recorded['source'] // Sound: a source of the schema's shape

const newEvent = (type: string, data: object): NewEvent => {
  const id = `foreign-${type}` as Recorded['id'] // Sound: an id of the schema's shape
  return {
    event: { type, effectiveOn: '2024-02-01', data } as unknown as NewEvent['event'], // Not sound, and meant not to be
    eventId: eventIdOf(source, id),
    source,
    id,
    payloadHash: 's1:foreign',
    metadata: { actor: { kind: 'system', id: 'intruder' } },
    ingestedAt: 0,
  }
}

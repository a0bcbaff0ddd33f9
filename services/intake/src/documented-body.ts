import { eventNames } from '@daybook/domain'
import { z } from 'zod'

/**
 * A body as the interface documents it. These routes read their bodies themselves, as streams with limits, so the framework must let
 * everything through: the schema only tells.
 */
export const documentedBody = (schema: z.ZodType): z.ZodUnknown => {
  const { $schema: _, ...told } = z.toJSONSchema(schema, { io: 'input' })
  return z.unknown().meta(told)
}

/** One CloudEvent as it is sent. */
const CloudEvent = z
  .looseObject({
    specversion: z.literal('1.0'),
    id: z.string().min(1).max(128).describe('With source the identity of the fact, for ever'),
    source: z.string().min(1).max(256).describe('A URI reference'),
    type: z.string().describe(`The name of an event: ${eventNames.join(', ')}`),
    subject: z.string().optional().describe('The account, where there is one'),
    time: z.string().optional().describe('RFC 3339 with offset; gives effectiveOn where the data do not'),
    recordedtime: z.string().optional().describe('When it was recorded; read only with backfill'),
    data: z.record(z.string(), z.unknown()),
  })
  .meta({ description: 'A CloudEvent 1.0. Unknown extension attributes are kept.' })

const order = {
  specversion: '1.0' as const,
  id: 'SO43659',
  source: 'erp',
  type: 'OrderAccepted',
  subject: 'A1',
  time: '2025-01-09T15:04:00Z',
  data: {
    orderId: 'SO43659',
    accountId: 'A1',
    effectiveOn: '2025-01-09',
    currency: 'USD',
    salespersonId: 'R1',
    lines: [{ lineId: '1', productId: 'BK-1', quantity: '2', net: '600.0000' }],
  },
}

/** One event, or an array of them. */
export const eventsBody = documentedBody(z.union([CloudEvent, z.array(CloudEvent)]).meta({ examples: [order] }))

/** A file: its content is not JSON, so that a schema can only say text. */
export const fileBody = documentedBody(
  z.string().meta({
    description: 'One CloudEvent a line, or orders as CSV',
    examples: ['order_id,account_id,effective_on,currency,net\nSO43659,A1,2025-01-09,USD,600.0000\n'],
  }),
)

import { z } from 'zod'
import { ScopeName } from './kpi-catalogue.ts'
import { Position } from './read-query.ts'
import { Exact, Value } from './shown.ts'

/** An event as explanations name it. */
export const EventText = z.strictObject({
  eventId: z.uuid(),
  type: z.string(),
  source: z.string(),
  id: z.string(),
  recordedAt: z.iso.datetime(),
  href: z.string(),
})

const exampleEvent = {
  eventId: 'fe7e7cf0-8cff-5118-9b8d-e4cc509abfa4',
  type: 'OrderAccepted',
  source: 'erp',
  id: 'O10',
  recordedAt: '2025-02-08T18:00:00Z',
  href: '/v1/events/fe7e7cf0-8cff-5118-9b8d-e4cc509abfa4',
}

/** One line of an explanation: an entry and the events it rests on. */
export const EntryLine = z
  .strictObject({
    position: Position,
    ord: z.int().describe('Its place among the entries of its position'),
    day: z.iso.date(),
    delta: Value,
    total: Value,
    reason: z.string(),
    partition: z.string().nullable(),
    cause: z.string().describe('The event at the position'),
    causedBy: EventText.describe('The same event by what it is: the one that made the entry'),
    because: z.array(EventText).describe('The events that the amount rests on'),
    entries: z.int().optional().describe('How many entries that net to zero stand on this line'),
    count: z.int().optional().describe('How many entries of one cause stand on this line'),
    href: z.string().optional(),
  })
  .meta({
    id: 'EntryLine',
    examples: [
      {
        position: '14',
        ord: 0,
        day: '2025-02-08',
        delta: '1000.0000',
        total: '1000.0000',
        reason: 'order',
        partition: 'account:A1',
        cause: exampleEvent.eventId,
        causedBy: exampleEvent,
        because: [exampleEvent],
      },
    ],
  })

const FormulaInput = z.strictObject({
  kpi: z.string(),
  period: z.string(),
  value: Value,
  reason: z.string().optional(),
  explain: z.string(),
})

/** How a value comes about, with its inputs filled in. */
export const FormulaText = z.union([
  z.strictObject({ op: z.literal('sum'), of: z.literal('entries'), result: Value }),
  z.strictObject({ op: z.literal('sum'), terms: z.array(FormulaInput), result: Value }),
  z.strictObject({
    op: z.enum(['divide', 'subtract']),
    left: FormulaInput,
    right: FormulaInput,
    exact: Exact.optional(),
    result: Value,
    matched: z.strictObject({ ownerMonths: z.int(), leftOut: z.int() }).optional(),
  }),
  z.strictObject({
    op: z.literal('calculate'),
    formula: z.string().describe('In symbols, with the names of the operands'),
    operands: z.array(
      z.strictObject({
        ...FormulaInput.shape,
        name: z.string(),
        scope: ScopeName,
        entity: z.string().nullable(),
        parts: z.int().optional().describe('How many parts a sum told apart has'),
      }),
    ),
    notes: z.record(z.string(), z.string()).optional().describe('What else belongs to the value: a method, a status'),
    exact: Exact.optional(),
    result: Value,
  }),
])

/** What each reason adds to a value. */
export const ByReason = z.record(z.string(), Value)

/** A sum of a formula by its selectors. */
export const InputName = z.strictObject({ kpi: z.string(), entity: z.string().nullable(), period: z.string() })

/** Where the next page begins; null on the last. */
export const NextCursor = z.string().nullable()

import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { Day } from './day.ts'
import { Label } from './event.ts'
import { eventNames, isEventName, latestVersion, parseEvent, personalFields, schemaOf } from './events.ts'
import {
  AccountId,
  ActivityId,
  ActorId,
  Code,
  CommitmentId,
  ContactId,
  CreditNoteId,
  DependencyId,
  EventId,
  InitiativeId,
  LineId,
  NodeId,
  OpportunityId,
  OrderId,
  OwnerId,
  PdpId,
  PeriodId,
  PlanId,
  PlanItemId,
  ProductId,
  ProgramId,
  QbrId,
  RepId,
  ReviewId,
  Source,
  TeamId,
  TouchpointId,
} from './ids.ts'
import { Currency, Decimal, Probability, Rate } from './money.ts'

const folder = new URL('../../../tests/fixtures/events/', import.meta.url)
const read = (file: string): { version: number; data: Record<string, unknown> } =>
  JSON.parse(readFileSync(new URL(file, folder), 'utf8'))

test.each(readdirSync(folder))('%s, as it was stored, can still be read', (file) => {
  const event = parseEvent(read(file))
  expect(file).toMatch(new RegExp(`^${event.type}\\.v\\d+\\.json$`))
})

test('every version of every event has a stored example', () => {
  const expected = eventNames.flatMap((name) =>
    Array.from({ length: latestVersion(name) }, (_, index) => `${name}.v${index + 1}.json`),
  )
  expect(readdirSync(folder).toSorted()).toEqual(expected.toSorted())
})

test.each(eventNames)('the stored example of %s shows every field', (name) => {
  const { data } = read(`${name}.v${latestVersion(name)}.json`)
  expect(Object.keys(data).toSorted()).toEqual(Object.keys(schemaOf(name).shape.data.shape).toSorted())
})

test('an event that was stored in normal form is read as it stands', () => {
  const { type, effectiveOn, data } = parseEvent(read('OrderAccepted.v1.json'))
  expect({ type, version: 1, effectiveOn, data }).toEqual(read('OrderAccepted.v1.json'))
})

test('what no release has stored is a fault', () => {
  const event = read('OrderAccepted.v1.json')
  expect(() => parseEvent({ ...event, type: 'OrderGuessed' })).toThrow('unknown event type')
  expect(() => parseEvent({ ...event, version: 2 })).toThrow('newer than this release')
  expect(() => parseEvent({ ...event, data: { ...event.data, extra: 1 } })).toThrow()
  expect(() => parseEvent({ ...event, data: { ...event.data, salespersonId: undefined } })).toThrow()
  expect(isEventName('OrderGuessed')).toBe(false)
})

/** What is plainly an id, a code, a date or an amount, or the name of a company: nothing of it is personal. */
const plain: readonly z.core.$ZodType[] = [
  ...[AccountId, ActorId, Code, CommitmentId, CreditNoteId, EventId, LineId, OrderId, OwnerId, PeriodId, ProductId, QbrId, RepId],
  ...[TeamId, PlanId, NodeId, PlanItemId, OpportunityId, PdpId, InitiativeId, ReviewId],
  ...[ActivityId, ContactId, DependencyId, ProgramId, Source, TouchpointId],
  ...[Currency, Decimal, Probability, Rate, Day, Label],
]

const unmarked = (schema: z.core.$ZodType, path: string): readonly string[] => {
  const isMarked = plain.includes(schema) || z.globalRegistry.get(schema)?.personal === true
  const { def } = schema._zod
  if (isMarked) return []
  if ('innerType' in def) return unmarked(def.innerType as z.core.$ZodType, path)
  if ('element' in def) return unmarked(def.element as z.core.$ZodType, path)
  if ('shape' in def)
    return Object.entries(def.shape as z.core.$ZodShape).flatMap(([key, field]) => unmarked(field, `${path}.${key}`))
  return def.type === 'string' ? [path] : []
}

test.each(eventNames)('every string of %s is marked personal or plainly is not', (name) => {
  expect(unmarked(schemaOf(name).shape.data, name)).toEqual([])
})

test('names of people and free text are personal, companies and codes are not', () => {
  expect(personalFields('RepHired')).toEqual(['name'])
  expect(personalFields('AccountLost')).toEqual(['note'])
  expect(personalFields('CommitmentOutcomeRecorded')).toEqual(['actual', 'why', 'recovery'])
  expect(personalFields('QbrHeld')).toEqual(['attendees'])
  expect(personalFields('ContactAdded')).toEqual(['name', 'title'])
  expect(personalFields('OrderAccepted')).toEqual([])
  expect(personalFields('AccountRegistered')).toEqual([])
})

import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { day, recorded } from '../../../tests/domain/given.ts'
import { fx1Events } from '../../../tests/fixtures/golden.ts'
import { fiscalCalendar } from './calendar.ts'
import type { FiscalCalendarDefinition } from './calendar-definition.ts'
import { type Day, localDay } from './day.ts'
import { type DomainEvent, eventNames, parseEvent, type Recorded } from './events.ts'
import { Source, type StreamName } from './ids.ts'
import * as domain from './index.ts'
import { decideOutside, type OutsideItem, outside, readOutside } from './outside.ts'
import { type Place, stateOf } from './outside-type.ts'
import { evolvePolicies, initialPolicies, policyAt } from './policies.ts'

const Envelope = z.object({ source: Source, type: z.string(), time: z.string(), recordedtime: z.string(), data: z.json() })
const lines = fx1Events === null ? [] : readFileSync(fx1Events, 'utf8').trim().split('\n')
const envelopes = lines.map((line) => Envelope.parse(JSON.parse(line)))

type Step = { readonly item: OutsideItem; readonly place: Place; readonly before: ReadonlyMap<StreamName, readonly Recorded[]> }

/** Brings the book of FX-1 in, item by item, as it was recorded. */
const bringIn = (look: (step: Step, after: ReadonlyMap<StreamName, readonly Recorded[]>) => void): void => {
  const book = new Map<StreamName, readonly Recorded[]>()
  const definitions: FiscalCalendarDefinition[] = []
  let policies = initialPolicies()
  for (const { source, type, time, recordedtime, data } of envelopes) {
    const item = readOutside(type, data)
    if (!item.ok) throw new Error(JSON.stringify(item.refusal))
    const local = (instant: string): Day => localDay(Date.parse(instant), policyAt(policies, 'reporting-zone', day('2025-01-01')))
    const effectiveOn = item.value.effectiveOn ?? local(time)
    const place = { source, effectiveOn, today: local(recordedtime), calendar: fiscalCalendar(definitions), policies }
    const step = { item: item.value, place, before: new Map(book) }
    const decision = decideOutside(item.value, place, book)
    if (decision.status !== 'recorded') throw new Error(JSON.stringify(decision))
    const past: readonly DomainEvent[] = book.get(decision.stream) ?? []
    book.set(decision.stream, recorded(decision.stream, [...past, ...decision.events]))
    for (const event of book.get(decision.stream)?.slice(past.length) ?? []) {
      if (event.type === 'PolicySet') policies = evolvePolicies(policies, event)
      if (event.type === 'FiscalCalendarDefined') definitions.push(event.data)
    }
    look(step, book)
  }
}

test.skipIf(fx1Events === null)('the book of FX-1 is recorded, one event for each item, and what is stored can be read', () => {
  let items = 0
  bringIn(({ item, place, before }) => {
    items += 1
    const decision = decideOutside(item, place, before)
    const events = decision.status === 'recorded' ? decision.events : []
    expect(events.map(({ type }) => type)).toEqual([item.type])
    for (const event of events) expect(parseEvent(JSON.parse(JSON.stringify(event)))).toEqual(event)
  })
  expect(items).toBe(95)
})

test.skipIf(fx1Events === null)('an order without a date falls on the local day of its time', () => {
  const dated: Day[] = []
  bringIn(({ item, place }) => {
    if (item.data.orderId === 'O19' && item.type === 'OrderAccepted') dated.push(place.effectiveOn)
  })
  expect(dated).toEqual(['2025-02-28'])
})

test.skipIf(fx1Events === null)('what is already true is not recorded again', () => {
  const alwaysTold = ['OrderCorrected', 'LearningRecorded', 'NextCommitmentProposed', 'QbrHeld']
  bringIn(({ item, place }, after) => {
    const again = decideOutside(item, place, after)
    const events = again.status === 'recorded' ? again.events : []
    if (!alwaysTold.includes(item.type)) expect([item, events]).toEqual([item, []])
  })
})

const examples = eventNames.map((name) =>
  parseEvent(JSON.parse(readFileSync(new URL(`../../../tests/fixtures/events/${name}.v1.json`, import.meta.url), 'utf8'))),
)
const { account, order, creditNote, quota, forecast, qbr, rep, team, product, rate, policy, calendar, fiscalYear } = domain
const folds = [
  ['account', examplesOf(domain.accountEvents), account],
  ['order', examplesOf(domain.orderEvents), order],
  ['credit note', examplesOf(domain.creditNoteEvents), creditNote],
  ['quota', examplesOf(domain.quotaEvents), quota],
  ['forecast', examplesOf(domain.forecastEvents), forecast],
  ['review', examplesOf(domain.qbrEvents), qbr],
  ['rep', examplesOf(domain.repEvents), rep],
  ['team', examplesOf(domain.teamEvents), team],
  ['product', examplesOf(domain.productEvents), product],
  ['rates', examplesOf(domain.rateEvents), rate],
  ['policies', examplesOf(domain.policyEvents), policy],
  ['calendar', examplesOf(domain.calendarEvents), calendar],
  ['periods', examplesOf(domain.periodEvents), fiscalYear],
] as const
function examplesOf(schemas: readonly { shape: { type: { value: string } } }[]): readonly DomainEvent[] {
  return examples.filter(({ type }) => schemas.some((schema) => schema.shape.type.value === type))
}

test.each(folds)('whatever happened to %s, in whatever order, the fold takes it', (_name, events, decider) => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...events), { maxLength: 20 }), (history) => {
      stateOf(decider as never, recorded('any-1', history))
    }),
    { numRuns: 50 },
  )
})

test('every type can be described to senders', () => {
  for (const name of eventNames) {
    expect(z.toJSONSchema(outside[name].data, { io: 'input' })).toMatchObject({ type: 'object', additionalProperties: false })
  }
})

import { expect, test } from 'vitest'
import { postedTraces } from './posted.ts'

const now = 1_700_000_000_000
const actor = { kind: 'system', id: 'test' } as const
const traceparent = (trace: number, flags = '01') => `00-${String(trace).padStart(32, '0')}-b7ad6b7169203331-${flags}`
const event = (position: number, trace: string | undefined, ingestedAt = now) => ({
  position: BigInt(position),
  ingestedAt,
  metadata: { actor, ...(trace === undefined ? {} : { traceparent: trace }) },
})

test('events of one trace are told together, with their first and last position', () => {
  const events = [event(4, traceparent(1)), event(5, undefined), event(6, traceparent(2)), event(7, traceparent(1))]
  expect(postedTraces(events, now)).toEqual([
    { traceparent: traceparent(1), events: 2, first: 4n, last: 7n },
    { traceparent: traceparent(2), events: 1, first: 6n, last: 6n },
  ])
})

test('of a trace that nobody keeps nothing is told, nor of what is no trace', () => {
  expect(postedTraces([event(1, traceparent(1, '00')), event(2, 'tp'), event(3, traceparent(2, '03'))], now)).toEqual([
    expect.objectContaining({ first: 3n }),
  ])
})

test('a rebuild, which posts the events of years, tells of their traces no more', () => {
  expect(postedTraces([event(1, traceparent(1), now - 3_600_001), event(2, traceparent(2), now - 3_600_000)], now)).toEqual([
    expect.objectContaining({ first: 2n }),
  ])
})

test('of a batch with more traces than a viewer takes links, the first are told whole', () => {
  const events = Array.from({ length: 300 }, (_, index) => event(index, traceparent(index % 150)))
  const traces = postedTraces(events, now)
  expect(traces).toHaveLength(128)
  expect(traces[127]).toMatchObject({ events: 2, first: 127n, last: 277n })
})

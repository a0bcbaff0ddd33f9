import { eventNames } from '@daybook/domain'
import { expect, test } from 'vitest'
import { randomFrom } from './random.ts'
import { withAgendas } from './random-agendas.ts'
import { randomHistory } from './random-history.ts'

const seeds = Array.from({ length: 60 }, (_, index) => index + 1)

test('a seed always gives the same history', () => {
  expect(randomHistory(11)).toEqual(randomHistory(11))
  expect(randomHistory(11).events).not.toEqual(randomHistory(12).events)
})

test('positions are dense, recorded times never go back and revisions count within their stream', () => {
  for (const seed of seeds) {
    const { events } = randomHistory(seed)
    const revisions = new Map<string, bigint>()
    for (const [index, event] of events.entries()) {
      expect(event.position).toBe(BigInt(index))
      expect(event.recordedAt).toBeGreaterThanOrEqual(events[index - 1]?.recordedAt ?? 0)
      expect(event.revision).toBe((revisions.get(event.stream) ?? -1n) + 1n)
      revisions.set(event.stream, event.revision)
    }
  }
})

test('together the histories hold every kind of event that moves a figure', () => {
  const histories = [...seeds, ...seeds.map((seed) => seed + 100)].map((seed) =>
    withAgendas(randomHistory(seed), randomFrom(seed)),
  )
  const seen = new Set(histories.flatMap(({ events }) => events.map((event) => event.type)))
  // The close of a review moves none, and seldom comes about.
  expect(eventNames.filter((name) => !seen.has(name) && name !== 'QbrClosed')).toEqual(['RepLeft'])
})

test('histories last about fourteen months', () => {
  const days = seeds.map((seed) => {
    const { events } = randomHistory(seed)
    return (events.at(-1)!.recordedAt - events[0]!.recordedAt) / 86_400_000
  })
  const mean = days.reduce((sum, one) => sum + one, 0) / days.length
  expect(mean).toBeGreaterThan(380)
  expect(mean).toBeLessThan(470)
})

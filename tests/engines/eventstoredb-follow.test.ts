import { openEventStoreDb, type StreamLog } from '@daybook/event-store'
import { describe, expect, test } from 'vitest'
import { several, take, typesOf } from '../contract/stream-log.ts'
import type { EventStoreDbDouble } from './eventstoredb-double.ts'
import { type ReadFault, statuses } from './eventstoredb-double-faults.ts'
import { doubleTitle, onDouble, shortTimes } from './eventstoredb-double-suite.ts'

const forever = (): AbortSignal => new AbortController().signal
const numbered = (count: number): readonly string[] => Array.from({ length: count }, (_, at) => `e${at}`)

const faults: readonly (readonly [string, ReadFault])[] = [
  ...Object.entries(statuses)
    .filter(([name]) => name !== 'unauthenticated')
    .map(([name, code]) => [`ends with ${name}`, { kind: 'end', afterEvents: 7, ending: { code } }] as const),
  ['is dropped as too slow', { kind: 'end', afterEvents: 20, ending: { code: 8 } }],
  ['falls silent', { kind: 'hang', afterEvents: 7 }],
  ['falls silent before its first event', { kind: 'hang', afterEvents: 0 }],
  ['tells a checkpoint that lies, and repeats what it sent', { kind: 'lie' }],
]

describe(`${doubleTitle} following`, () => {
  test.each(faults)('after a subscription that %s, no event is missed and none comes twice', async (_, fault) => {
    const { double, log } = await onDouble()
    await log.append('order-1', -1n, several(30))
    const dropped: ReadFault = { kind: 'end', afterEvents: 9, ending: { code: statuses.unavailable } }
    double.faults.subscribe.push(dropped, fault, fault)
    const following = take(log.follow({ after: null, signal: forever() }), 60)
    await log.append('order-1', 29n, several(30, 30))
    expect(typesOf(await following)).toEqual(numbered(60))
  })

  test('a server that starts again is followed on', async () => {
    const { double, log } = await onDouble()
    await log.append('order-1', -1n, several(5))
    const seen: string[] = []
    for await (const { type } of log.follow({ after: null, signal: forever() })) {
      if (seen.push(type) === 15) break
      if (seen.length % 5 > 0) continue
      await double.restart()
      await log.append('order-1', BigInt(seen.length) - 1n, several(5, seen.length))
    }
    expect(seen).toEqual(numbered(15))
  })

  test('a server that was stopped is found out by its silence, and followed again when it goes on', async () => {
    const { double, log } = await onDouble()
    await log.append('order-1', -1n, several(2))
    const states: string[] = []
    double.faults.subscribe.push({ kind: 'hang', afterEvents: 2 })
    const following = take(log.follow({ after: null, signal: forever(), onState: (state) => states.push(state) }), 3)
    await expect.poll(() => states).toContain('catching-up')
    double.frozen = true
    await expect.poll(() => states, { timeout: 10_000 }).toContain('failed')
    double.frozen = false
    await log.append('order-1', 1n, several(1, 2))
    expect(typesOf(await following)).toEqual(numbered(3))
  })

  test('an idle log that is silent is left in peace', async () => {
    const { double, log } = await onDouble()
    const ending = new AbortController()
    const states: string[] = []
    const following = take(log.follow({ after: null, signal: ending.signal, onState: (state) => states.push(state) }), 1)
    await expect.poll(() => double.calls.read).toBeGreaterThan(4) // The one that opened the log, and some for silence
    ending.abort()
    expect(await following).toEqual([])
    expect(states).toEqual(['connecting', 'catching-up', 'live'])
    expect(double.calls.subscribe).toBe(1)
  })

  test('what the consumer has not confirmed comes again to the next one', async () => {
    const { log } = await onDouble()
    await log.append('order-1', -1n, several(3))
    const [first] = await take(log.follow({ after: null, signal: forever() }), 1)
    expect(typesOf(await take(log.follow({ after: null, signal: forever() }), 2))).toEqual(['e0', 'e1'])
    expect(typesOf(await take(log.follow({ after: first!.position, signal: forever() }), 2))).toEqual(['e1', 'e2'])
  })

  test('a stream that was deleted ends the following: it is not passed over', async () => {
    const { double, log } = await onDouble()
    await log.append('order-1', -1n, several(1))
    double.log.append('book.order-1', 0n, [{ ...double.log.all()[0]!, id: 'tombstone', type: '$streamDeleted' }])
    await expect(take(log.follow({ after: null, signal: forever() }), 2)).rejects.toMatchObject({ code: 'truncated' })
  })

  test('a server that is away when the log is opened is unavailable', async () => {
    const { double } = await onDouble()
    double.stop()
    await expect(openEventStoreDb({ url: double.url, bookId: 'book', times: shortTimes })).rejects.toMatchObject({
      code: 'unavailable',
    })
  })
})

/** mulberry32. */
const chance = (seed: number) => {
  let state = seed
  return (below: number): number => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below
  }
}

const schedules = Number(process.env.DAYBOOK_TEST_SCHEDULES ?? 300)

describe(`${doubleTitle} handing over from catch-up to live`, () => {
  test(`in ${schedules} random schedules of appends and faults, every event comes once and in order`, async () => {
    const { double, log } = await onDouble({ silentMs: 20, headEveryMs: 10, answerMs: 2_000, deadlineMs: 1_000 })
    for (let seed = 1; seed <= schedules; seed++) await runSchedule(double, log, seed)
  })
})

const runSchedule = async (double: EventStoreDbDouble, log: StreamLog, seed: number): Promise<void> => {
  const next = chance(seed)
  const stream = `seed-${seed}`
  const after = (await log.head())?.position ?? null
  const early = 1 + next(40)
  const total = early + 1 + next(40)
  await log.append(stream, -1n, several(early))
  double.faults.subscribe.splice(0)
  for (let n = next(4); n > 0; n--) double.faults.subscribe.push(faults[next(faults.length)]![1])
  const following = take(log.follow({ after, signal: forever() }), total)
  for (let at = early; at < total; ) {
    const count = Math.min(1 + next(8), total - at)
    await log.append(stream, BigInt(at) - 1n, several(count, at))
    at += count
  }
  expect(typesOf(await following), `seed ${seed}`).toEqual(numbered(total))
}

import { openEventStoreDb, type StreamLog } from '@daybook/event-store'
import { onTestFinished } from 'vitest'
import { EventStoreDbDouble } from './eventstoredb-double.ts'

/** Times in which a test can see a fault through to its end. */
export const shortTimes = {
  deadlineMs: 600,
  answerMs: 1_000,
  resolveMs: 5_000,
  pauseMinMs: 5,
  backoffMinMs: 2,
  backoffMaxMs: 20,
  silentMs: 120,
  headEveryMs: 40,
  scanMs: 500,
  disposeMs: 200,
} as const

/** A double of its own for a test, and a log on it whose patience is short. */
export const onDouble = async (times: Partial<Record<keyof typeof shortTimes, number>> = {}) => {
  const double = await new EventStoreDbDouble().start()
  const log: StreamLog = await openEventStoreDb({ url: double.url, bookId: 'book', times: { ...shortTimes, ...times } })
  onTestFinished(async () => {
    await log[Symbol.asyncDispose]()
    double.stop()
  })
  return { double, log }
}

/** What the titles of tests on the double begin with. */
export const doubleTitle = '[eventstoredb-double | double | - | faults on demand]'

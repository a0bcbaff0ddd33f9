import { EventStoreDBClient, jsonEvent } from '@eventstore/db-client'
import { describe, expect, onTestFinished, test } from 'vitest'
import { several, take } from '../contract/stream-log.ts'
import { EventStoreDbDouble } from './eventstoredb-double.ts'
import { type AppendFault, statuses } from './eventstoredb-double-faults.ts'
import { doubleTitle, onDouble } from './eventstoredb-double-suite.ts'

// What is odd in @eventstore/db-client 6.2.1 and decides how we use it. When one of these fails with a later version, look whether
// the way around it may go.

const event = () => jsonEvent({ type: 'e', data: {} })
const credentials = { username: 'nobody', password: 'nobody' }

const started = async () => {
  const double = await new EventStoreDbDouble().start()
  const client = EventStoreDBClient.connectionString(double.url)
  onTestFinished(async () => {
    double.stop()
    await client.dispose()
  })
  return { double, client }
}

const settled = async (promise: Promise<unknown>) => {
  let state = 'pending'
  promise.then(
    () => (state = 'resolved'),
    () => (state = 'rejected'),
  )
  return { state: () => state }
}

describe(`${doubleTitle} the client`, () => {
  test('without credentials of its own, a call to append has no deadline', async () => {
    const { double, client } = await started()
    const appending = await settled(client.appendToStream('s', event(), { expectedRevision: 'no_stream', deadline: 50 }))
    await expect.poll(() => double.calls.batchAppend).toBe(1)
    double.faults.append.push({ kind: 'hang', committed: false })
    const other = client.appendToStream('s', event(), { expectedRevision: 'no_stream', deadline: 400, credentials })
    await expect(other).rejects.toMatchObject({ type: 'deadline-exceeded' })
    expect(appending.state()).toBe('pending')
  })

  test('without credentials of its own, a call to append falls with the connection of another client', async () => {
    const [one, two] = [await started(), await started()]
    const options = { expectedRevision: 'no_stream' } as const
    const healthy = await settled(one.client.appendToStream('s', event(), options))
    const doomed = await settled(two.client.appendToStream('s', event(), options))
    await expect.poll(() => one.double.calls.batchAppend + two.double.calls.batchAppend).toBe(2)
    two.double.stop()
    await expect.poll(() => [healthy.state(), doomed.state()]).toEqual(['rejected', 'rejected'])
  })

  test('our appends never take the way that is shared', async () => {
    const { double, log } = await onDouble()
    await log.append('order-1', -1n, several(1))
    expect(double.calls).toMatchObject({ append: 1, batchAppend: 0 })
  })

  test('a subscription that fails is not taken up again by the client', async () => {
    const { double, client } = await started()
    double.faults.subscribe.push({ kind: 'end', afterEvents: 0, ending: { code: statuses.unavailable } })
    const next = client.subscribeToAll()[Symbol.asyncIterator]().next()
    await expect(next).rejects.toMatchObject({ type: 'unavailable' })
    expect(double.calls.subscribe).toBe(1)
  })

  test('an append that is on its way outlives the failure of a subscription beside it', async () => {
    const { double, log } = await onDouble({ deadlineMs: 3_000, answerMs: 3_000 })
    const { promise: released, resolve } = Promise.withResolvers<void>()
    double.faults.append.push({ kind: 'late', released } satisfies AppendFault)
    const appending = log.append('order-1', -1n, several(1))
    await expect.poll(() => double.calls.append).toBe(1)
    double.faults.subscribe.push({ kind: 'end', afterEvents: 0, ending: { code: statuses.unavailable } })
    await take(log.follow({ after: null, signal: new AbortController().signal }), 1)
    resolve()
    expect(await appending).toEqual({ status: 'appended', revision: 0n })
    expect(double.calls.append).toBe(1)
  })
})

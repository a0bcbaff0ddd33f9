import { describe, expect, test } from 'vitest'
import { several, typesOf } from '../contract/stream-log.ts'
import { type AppendFault, notLeader, type ReadFault, statuses } from './eventstoredb-double-faults.ts'
import { doubleTitle, onDouble } from './eventstoredb-double-suite.ts'

const open = ['cancelled', 'unknown', 'deadlineExceeded', 'aborted', 'unavailable'] as const

const scripts: readonly (readonly [string, AppendFault])[] = [false, true].flatMap((committed) => {
  const when = committed ? 'after the events were stored' : 'before the events were stored'
  return [
    [`hangs ${when}`, { kind: 'hang', committed }],
    [`is cut off and starts again ${when}`, { kind: 'cut', committed }],
    ...open.map((name): [string, AppendFault] => [
      `says ${name} ${when}`,
      { kind: 'end', committed, ending: { code: statuses[name] } },
    ]),
  ] satisfies [string, AppendFault][]
})

describe(`${doubleTitle} unknown outcomes`, () => {
  test.each(scripts)('when the server %s, the append succeeds and its events are stored once', async (_, fault) => {
    const { double, log } = await onDouble()
    await log.append('order-1', -1n, several(1))
    double.faults.append.push(fault)
    expect(await log.append('order-1', 0n, several(2, 1))).toEqual({ status: 'appended', revision: 2n })
    expect(typesOf(await log.readStream('order-1'))).toEqual(['e0', 'e1', 'e2'])
  })

  test.each(scripts)('when the server %s and another was first, the append has lost', async (_, fault) => {
    const { double, log } = await onDouble()
    const lost = several(2)
    double.faults.append.push({ ...fault, committed: false } as AppendFault) // Sound: all scripts have the field
    const appending = log.append('order-1', -1n, lost)
    await expect.poll(() => double.calls.append).toBeGreaterThan(0)
    const other = {
      id: 'other',
      type: 'other',
      contentType: 'application/json',
      data: Buffer.from('{}'),
      metadata: Buffer.from('{}'),
    }
    const { wrong } = double.log.append('book.order-1', 'no-stream', [other])
    const outcome = await appending
    expect(outcome).toEqual(wrong ? { status: 'appended', revision: 1n } : { status: 'wrong-revision', actualRevision: 0n })
  })

  test('when a node is not the leader, the one it names is asked', async () => {
    const { double, log } = await onDouble()
    double.faults.append.push({ kind: 'end', committed: false, ending: notLeader(double.port) })
    expect(await log.append('order-1', -1n, several(1))).toEqual({ status: 'appended', revision: 0n })
  })

  test('when the answer is lost and others have appended behind our events, they are known again', async () => {
    const { double, log } = await onDouble()
    double.faults.append.push({ kind: 'hang', committed: true })
    const appending = log.append('order-1', -1n, several(2))
    await expect.poll(() => double.log.all().length).toBe(2)
    double.log.append('book.order-1', 1n, [{ ...double.log.all()[0]!, id: 'other' }])
    expect(await appending).toEqual({ status: 'appended', revision: 1n })
  })

  test('when the server does not know our events again, they are found by their ids', async () => {
    const { double, log } = await onDouble()
    double.faults.append.push({ kind: 'end', committed: true, ending: { code: statuses.unavailable } }, { kind: 'forget' })
    expect(await log.append('order-1', -1n, several(2))).toEqual({ status: 'appended', revision: 1n })
    double.faults.append.push({ kind: 'forget' })
    expect(await log.append('order-1', -1n, several(2))).toEqual({ status: 'wrong-revision', actualRevision: 1n })
  })

  test('an answer that comes when nobody waits any more changes nothing', async () => {
    const { double, log } = await onDouble()
    const { promise: released, resolve } = Promise.withResolvers<void>()
    double.faults.append.push({ kind: 'late', released })
    expect(await log.append('order-1', -1n, several(1))).toEqual({ status: 'appended', revision: 0n })
    resolve()
    expect(await log.append('order-1', 0n, several(1, 1))).toEqual({ status: 'appended', revision: 1n })
  })

  test('when nothing tells the outcome, it is said to be unknown, and the same append later succeeds', async () => {
    const { double, log } = await onDouble()
    const events = several(1)
    const lost: AppendFault = { kind: 'end', committed: true, ending: { code: statuses.unavailable } }
    double.faults.append.push(...Array.from({ length: 6 }, () => lost))
    await expect(log.append('order-1', -1n, events)).rejects.toMatchObject({ code: 'outcome-unknown' })
    expect(double.calls.append).toBe(6)
    expect(await log.append('order-1', -1n, events)).toEqual({ status: 'appended', revision: 0n })
    expect(await log.readStream('order-1')).toHaveLength(1)
  })

  test('a server that was stopped leaves the outcome unknown after its time, and serves again when it goes on', async () => {
    const { double, log } = await onDouble({ resolveMs: 200 })
    double.frozen = true
    await expect(log.append('order-1', -1n, several(1))).rejects.toMatchObject({ code: 'outcome-unknown' })
    await expect(log.readStream('order-1')).rejects.toMatchObject({ code: 'unavailable' })
    double.frozen = false
    expect(await log.append('order-1', -1n, several(1))).toEqual({ status: 'appended', revision: 0n })
  })

  test('what the server will never store is refused at once', async () => {
    const { double, log } = await onDouble()
    const trailers = { exception: 'maximum-append-size-exceeded', 'maximum-append-size': '1048576' }
    double.faults.append.push({ kind: 'end', committed: false, ending: { code: 3, trailers } })
    await expect(log.append('order-1', -1n, several(1))).rejects.toMatchObject({ code: 'refused' })
    expect(double.calls.append).toBe(1)
  })

  test('a hundred appends at once are sent thirty-two at a time, and all are stored', async () => {
    const { double, log } = await onDouble({ deadlineMs: 5_000, answerMs: 6_000 })
    const { promise: released, resolve } = Promise.withResolvers<void>()
    double.faults.append.push(...Array.from({ length: 32 }, (): AppendFault => ({ kind: 'late', released })))
    const appending = Promise.all(Array.from({ length: 100 }, (_, n) => log.append(`order-${n}`, -1n, several(1))))
    await expect.poll(() => double.calls.append).toBe(32)
    resolve()
    await appending
    expect(double.log.all()).toHaveLength(100)
  })
})

describe(`${doubleTitle} reads`, () => {
  test('a revision that the server leaves out is a gap, not a shorter stream', async () => {
    const { double, log } = await onDouble()
    await log.append('order-1', -1n, several(3))
    double.faults.read.push({ kind: 'omit', stream: 'book.order-1', revision: 1n })
    await expect(log.readStream('order-1')).rejects.toMatchObject({ code: 'gap' })
  })

  test('a read that ends badly is a fault, and the next one is answered', async () => {
    const { double, log } = await onDouble()
    await log.append('order-1', -1n, several(3))
    for (const name of open) {
      const ending: ReadFault = { kind: 'end', afterEvents: 2, ending: { code: statuses[name] } }
      double.faults.read.push(...(name === 'cancelled' || name === 'unavailable' ? [ending, ending] : [ending]))
      await expect(log.readStream('order-1')).rejects.toMatchObject({ code: 'unavailable' })
      expect(await log.readStream('order-1')).toHaveLength(3)
    }
  })

  test.each(['cancelled', 'unavailable'] as const)(
    'a read that ends with %s, as when a leader goes, is asked once more',
    async (name) => {
      const { double, log } = await onDouble()
      await log.append('order-1', -1n, several(3))
      double.faults.read.push({ kind: 'end', afterEvents: 2, ending: { code: statuses[name] } })
      expect(await log.readStream('order-1')).toHaveLength(3)
    },
  )

  test('the head is found behind many events of others', async () => {
    const { double, log } = await onDouble()
    await log.append('order-1', -1n, several(2))
    const [given] = double.log.all()
    const others = Array.from({ length: 1_200 }, (_, n) => ({ ...given!, id: `other-${n}` }))
    double.log.append('other.order-1', 'no-stream', others)
    expect(await log.head()).toMatchObject({ type: 'e1' })
    expect(typesOf(await log.readAll({ after: null, limit: 9 }))).toEqual(['e0', 'e1'])
  })

  test('time that goes back in the server is told as it stands', async () => {
    const { double, log } = await onDouble()
    double.log.clock = () => 2_000
    await log.append('order-1', -1n, several(1))
    double.log.clock = () => 1_000
    await log.append('order-1', 0n, several(1))
    expect((await log.readAll({ after: null, limit: 9 })).map(({ created }) => created)).toEqual([2_000, 1_000])
  })

  test.each(['$maxAge', '$maxCount', '$tb'])('a book is refused while %s stands on one of its streams', async (name) => {
    const { double, log } = await onDouble()
    await log.append('order-1', -1n, several(1))
    await log.assertUntruncated()
    const bound = (data: object) => ({
      id: JSON.stringify(data),
      type: '$metadata',
      contentType: 'application/json',
      data: Buffer.from(JSON.stringify(data)),
      metadata: Buffer.from(''),
    })
    double.log.append('$$other.order-1', 'any', [bound({ [name]: 1 })])
    await log.assertUntruncated()
    double.log.append('$$book.order-1', 'any', [bound({ [name]: 1 })])
    await expect(log.assertUntruncated()).rejects.toMatchObject({ code: 'truncated' })
    double.log.append('$$book.order-1', 'any', [bound({})])
    await log.assertUntruncated()
  })

  test('a book is refused when one of its streams was deleted', async () => {
    const { double, log } = await onDouble()
    await log.append('order-1', -1n, several(1))
    const tombstone = { ...double.log.all()[0]!, id: 'tombstone', type: '$streamDeleted' }
    double.log.append('book.order-1', 0n, [tombstone])
    await expect(log.assertUntruncated()).rejects.toMatchObject({ code: 'truncated' })
    await expect(log.readAll({ after: null, limit: 9 })).rejects.toMatchObject({ code: 'truncated' })
  })
})

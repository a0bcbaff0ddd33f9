import { openEventStoreDb } from '@daybook/event-store'
import { describe, expect, onTestFinished, test } from 'vitest'
import { several, take, typesOf } from '../contract/stream-log.ts'
import { EventStoreDbDouble } from './eventstoredb-double.ts'
import { DoubleLog } from './eventstoredb-double-log.ts'
import { doubleTitle, shortTimes } from './eventstoredb-double-suite.ts'

/** Three nodes with one log, as if it were replicated at once; the test says which leads. */
const threeNodes = async () => {
  const log = new DoubleLog()
  let leading: EventStoreDbDouble | null = null
  const nodes: EventStoreDbDouble[] = []
  const cluster = { nodes: () => nodes, leader: () => leading?.port ?? null }
  for (let number = 0; number < 3; number += 1) nodes.push(await new EventStoreDbDouble({ log, cluster }).start())
  const [one, two, three] = nodes as [EventStoreDbDouble, EventStoreDbDouble, EventStoreDbDouble] // Sound: three were made
  leading = one
  onTestFinished(() => {
    for (const node of nodes) node.stop()
  })
  const elect = (node: EventStoreDbDouble | null): void => {
    leading = node
  }
  return { log, one, two, three, elect }
}

const open = async (hosts: string) => {
  const url = `${hosts}?tls=false&discoveryInterval=20&maxDiscoverAttempts=500&gossipTimeout=1`
  const times = { ...shortTimes, deadlineMs: 1_000, answerMs: 1_500, resolveMs: 10_000, retriesMax: 100 }
  const log = await openEventStoreDb({ url, bookId: 'book', times })
  onTestFinished(() => log[Symbol.asyncDispose]())
  return log
}

const hostsOf = (...nodes: readonly EventStoreDbDouble[]): string => nodes.map(({ port }) => `127.0.0.1:${port}`).join(',')

describe(`${doubleTitle} a cluster of three`, () => {
  test('one that is discovered leads to the leader', async () => {
    const { one, two, three } = await threeNodes()
    const log = await open(`esdb+discover://${hostsOf(two)}`)
    await log.append('order-1', -1n, several(1))
    expect([one.calls.append, two.calls.append, three.calls.append]).toEqual([1, 0, 0])
    expect(two.calls.gossip).toBeGreaterThan(0)
  })

  test('of several that are listed those that are away are passed over', async () => {
    const { one, two, three } = await threeNodes()
    two.stop()
    const log = await open(`esdb://${hostsOf(two, three)}`)
    await log.append('order-1', -1n, several(1))
    expect([one.calls.append, three.calls.append]).toEqual([1, 0])
  })

  test('when the leader is killed, appends and those who follow go on with the next, and nothing is lost or doubled', async () => {
    const { log: stored, one, two, three, elect } = await threeNodes()
    const log = await open(`esdb://${hostsOf(one, two, three)}`)
    const following = take(log.follow({ after: null, signal: new AbortController().signal }), 30)
    await log.append('order-1', -1n, several(10))
    one.faults.append.push({ kind: 'hang', committed: true })
    const appending = log.append('order-1', 9n, several(10, 10))
    await expect.poll(() => stored.all().length).toBe(20)
    one.stop()
    elect(two)
    expect(await appending).toEqual({ status: 'appended', revision: 19n })
    await log.append('order-1', 19n, several(10, 20))
    expect(typesOf(await following)).toEqual(Array.from({ length: 30 }, (_, n) => `e${n}`))
    expect(stored.all()).toHaveLength(30)
    expect(two.calls.append).toBeGreaterThan(1)
  })

  test.each(['is killed', 'steps down'])('when the leader %s, what is read is read from the next one', async (how) => {
    const { one, two, three, elect } = await threeNodes()
    const log = await open(`esdb://${hostsOf(one, two, three)}`)
    await log.append('order-1', -1n, several(3))
    if (how === 'is killed') one.stop()
    elect(two)
    expect(typesOf(await log.readStream('order-1'))).toEqual(['e0', 'e1', 'e2'])
    expect(await log.head()).toMatchObject({ type: 'e2' })
    expect(two.calls.read).toBeGreaterThan(1)
  })

  test('while none leads an append waits, and one that leads later stores it', async () => {
    const { one, two, three, elect } = await threeNodes()
    const log = await open(`esdb://${hostsOf(one, two, three)}`)
    elect(null)
    const appending = log.append('order-1', -1n, several(1))
    await expect.poll(() => one.calls.append + two.calls.append + three.calls.append).toBeGreaterThan(1)
    elect(three)
    expect(await appending).toEqual({ status: 'appended', revision: 0n })
    expect(three.calls.append).toBeGreaterThan(0)
  })

  test('a leader that has stepped down names the next one, which is asked from then on', async () => {
    const { one, two, three, elect } = await threeNodes()
    const log = await open(`esdb://${hostsOf(one, two, three)}`)
    await log.append('order-1', -1n, several(1))
    elect(two)
    expect(await log.append('order-1', 0n, several(1, 1))).toEqual({ status: 'appended', revision: 1n })
    expect(await log.readStream('order-1')).toHaveLength(2)
    expect(two.calls.append).toBe(1)
  })
})

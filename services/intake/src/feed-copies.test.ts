import { expect, test } from 'vitest'
import { OutgoingCopies } from './feed-copies.ts'

const records = (count: number) => Array.from({ length: count }, () => ({ key: null, value: Buffer.from('{'), headers: {} }))

const openCopies = (send: (topic: string) => Promise<void>) => {
  const lost: number[] = []
  const copies = new OutgoingCopies({ send, onLost: ({ records: all }) => void lost.push(all.length) })
  return { copies, lost }
}

test('copies are sent in their order, one batch after the other', async () => {
  const sent: string[] = []
  const { copies, lost } = openCopies(async (topic) => void sent.push(topic))
  copies.add({ topic: 'a', records: records(2) })
  copies.add({ topic: 'b', records: records(2) })
  await copies.idle()
  expect([sent, lost]).toEqual([['a', 'b'], []])
})

test('copies that no broker takes are told and hold up no others', async () => {
  const sent: string[] = []
  const { copies, lost } = openCopies(async (topic) => {
    if (topic === 'missing') throw new Error('there is no such topic')
    sent.push(topic)
  })
  copies.add({ topic: 'missing', records: records(3) })
  copies.add({ topic: 'b', records: records(1) })
  await copies.idle()
  expect([sent, lost]).toEqual([['b'], [3]])
})

test('while brokers are slow no more than five hundred copies wait, and the rest is told', async () => {
  const slow = Promise.withResolvers<void>()
  const { copies, lost } = openCopies(() => slow.promise)
  for (let batch = 0; batch < 4; batch += 1) copies.add({ topic: 'a', records: records(200) })
  expect(lost).toEqual([200, 200])
  slow.resolve()
  await copies.idle()
  copies.add({ topic: 'a', records: records(200) })
  await copies.idle()
  expect(lost).toEqual([200, 200])
})

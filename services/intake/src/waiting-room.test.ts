import { expect, test } from 'vitest'
import { openWaitingRoom } from './waiting-room.ts'

const one = { items: 1, bytes: 10 }

test('who does not fit waits outside, and enters in the order of arrival', async () => {
  const room = openWaitingRoom({ queueItems: 2, queueBytes: 100 })
  const entered: string[] = []
  await room.enter(one)
  await room.enter(one)
  const later = ['third', 'fourth'].map((name) => room.enter(one).then(() => entered.push(name)))
  expect(room.tryEnter(one)).toBe(false)
  room.leave(one)
  await later[0]
  expect(entered).toEqual(['third'])
  room.leave(one)
  await later[1]
  expect(entered).toEqual(['third', 'fourth'])
  expect(room.inside()).toEqual({ items: 2, bytes: 20 })
})

test('bytes fill the room as well as items', () => {
  const room = openWaitingRoom({ queueItems: 100, queueBytes: 15 })
  expect(room.tryEnter(one)).toBe(true)
  expect(room.tryEnter(one)).toBe(false)
})

test('what is larger than the whole room enters when it is empty', () => {
  const room = openWaitingRoom({ queueItems: 2, queueBytes: 100 })
  expect(room.tryEnter({ items: 500, bytes: 1_000 })).toBe(true)
  expect(room.tryEnter(one)).toBe(false)
})

test('nobody overtakes who waits already', async () => {
  const room = openWaitingRoom({ queueItems: 2, queueBytes: 100 })
  await room.enter(one)
  const large = room.enter({ items: 2, bytes: 10 })
  expect(room.tryEnter(one)).toBe(false)
  room.leave(one)
  await large
})

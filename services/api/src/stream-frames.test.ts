import { Readable } from 'node:stream'
import { expect, test } from 'vitest'
import { handedOver } from './stream-frames.ts'
import { openMoments, polledProgress } from './stream-moments.ts'

const text = 'x'.repeat(1_000)

test('a client that takes nothing is cut, and nothing piles up for it; one that waits for news is not', async () => {
  const slow = Promise.withResolvers<void>()
  const made = { frames: 0 }
  async function* endless() {
    for (;;) {
      made.frames += 1
      yield text
    }
  }
  const unread = Readable.from(handedOver(endless(), { slowMs: 20, cut: slow.resolve }), {
    objectMode: false,
    highWaterMark: 4_000,
  })
  unread.read(0)
  async function* quiet() {
    yield text
    await slow.promise
    yield text
  }
  const cuts: true[] = []
  const read = Readable.from(handedOver(quiet(), { slowMs: 20, cut: () => void cuts.push(true) }), { objectMode: false })
  const taken = (await read.toArray()).length
  expect([taken, cuts.length]).toEqual([2, 0])
  expect(made.frames).toBeLessThan(8)
  unread.destroy()
})

test('progress that nobody tells of is found by looking, and so is a state that cannot be read', async () => {
  const state = { is: 'at 1' }
  const told = { times: 0 }
  const more = Promise.withResolvers<void>()
  const end = polledProgress(async () => {
    if (state.is === 'broken') throw new Error('the file is gone')
    return state.is
  }, 2).watch(() => {
    told.times += 1
    state.is = told.times === 1 ? 'at 2' : 'broken'
    if (told.times === 4) more.resolve()
  })
  await more.promise
  end()
  expect(told.times).toBeGreaterThanOrEqual(4)
})

test('a look that failed is not given to whoever looks next', async () => {
  const looks = [() => Promise.reject(new Error('the file is locked')), () => Promise.resolve('the book')]
  const progress = { watch: () => () => undefined }
  const moments = openMoments({ progress, look: async () => (looks.shift() ?? (() => 'no more'))() })
  await expect(moments.look()).rejects.toThrow('the file is locked')
  expect(await moments.look()).toBe('the book')
  expect(await moments.look()).toBe('the book')
})

test('all streams look once a turn, and what happens within a pause is one turn', async () => {
  const listeners = new Set<() => void>()
  const looked = { times: 0 }
  const moments = openMoments({
    progress: {
      watch: (listener) => {
        listeners.add(listener)
        return () => void listeners.delete(listener)
      },
    },
    look: async () => {
      looked.times += 1
      return looked.times
    },
    pauseMs: 30,
  })
  const never = new AbortController().signal
  const members = [moments.join(), moments.join()]
  expect(await Promise.all([moments.look(), moments.look()])).toEqual([1, 1])
  const first = moments.turn()
  for (const listener of listeners) listener()
  await moments.beyond(first, never)
  const second = moments.turn()
  for (let change = 0; change < 50; change += 1) for (const listener of listeners) listener()
  expect(moments.turn()).toBe(second)
  await moments.beyond(second, never)
  expect([moments.turn(), await moments.look()]).toEqual([second + 1, 2])
  for (const member of members) member[Symbol.dispose]()
  expect(listeners.size).toBe(0)
})

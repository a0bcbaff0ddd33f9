import type { Recorded } from '@daybook/domain'
import { expect, test } from 'vitest'
import { EventBlocks } from './event-blocks.ts'
import { EventStoreFault } from './fault.ts'

/** A log of so many events, and what was asked of it. */
const aLog = (length: number) => {
  const log = { length, asked: [] as string[], damaged: -1n }
  const blocks = new EventBlocks(async (from, limit) => {
    log.asked.push(`${from}+${limit}`)
    const positions = Array.from({ length: limit }, (_, index) => from + BigInt(index)).filter((at) => at < BigInt(log.length))
    if (positions.includes(log.damaged)) throw new EventStoreFault('damaged', `position ${log.damaged} is not what was written`)
    return positions.map((position) => ({ position }) as Recorded) // Sound: only positions are looked at
  })
  const read = async (from: bigint, limit = 1) => (await blocks.readAll(from, limit)).map(({ position }) => position)
  return { log, read }
}

test('events of one block are read once, however many are asked for one by one', async () => {
  const { log, read } = aLog(600)
  const asked = [7n, 240n, 8n, 490n, 7n]
  expect((await Promise.all(asked.map((position) => read(position)))).flat()).toEqual(asked)
  expect(log.asked).toEqual(['0+250', '250+250'])
  expect(await read(249n, 3)).toEqual([249n, 250n, 251n])
  expect(log.asked).toHaveLength(2)
})

test('what has come at the end of the log is seen, and of many events none are kept', async () => {
  const { log, read } = aLog(3)
  expect(await read(2n, 5)).toEqual([2n])
  log.length = 5
  expect(await read(2n, 5)).toEqual([2n, 3n, 4n])
  log.asked.length = 0
  await read(0n, 250)
  await read(0n, 250)
  expect(log.asked).toEqual(['0+250', '0+250'])
})

test('an event that is damaged keeps nobody from its neighbours', async () => {
  const { log, read } = aLog(300)
  log.damaged = 17n
  expect(await read(16n)).toEqual([16n])
  await expect(read(17n)).rejects.toMatchObject({ code: 'damaged' })
})

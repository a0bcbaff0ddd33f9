import { expect, test } from 'vitest'
import { Broker } from './broker.ts'
import { Life } from './life.ts'
import { openWorld } from './world.ts'

test('who was given up for dead joins again when it goes on, and reads what nobody else does', async () => {
  const world = openWorld(1, 'calm')
  const broker = new Broker(world)
  const assigned: string[] = []
  const joined = (name: string): Life => {
    const life = new Life(name)
    broker.join(life, (partition) => void assigned.push(`${name} ${partition}`))
    return life
  }
  const after = async (milliseconds: number): Promise<void> => {
    let isOver = false
    const run = (): void => {
      isOver = true
    }
    world.time.after(milliseconds, { label: 'later', run })
    await world.time.run(() => isOver)
  }
  const silent = joined('silent')
  await after(1_000)
  silent.stop()
  broker.rebalance()
  const other = joined('other')
  await after(30_000)
  assigned.length = 0
  world.time.wake(silent)
  await after(1_000)
  other.kill()
  await after(30_000)
  expect([0, 1].map((partition) => broker.isOwner(silent, partition))).toEqual([true, true])
  expect(assigned).toEqual(expect.arrayContaining(['silent 0', 'silent 1']))
})

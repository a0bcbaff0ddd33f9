import { openSqliteGenerations } from '@daybook/read-model'
import { expect, test } from 'vitest'
import { at, bookOf, start, until } from '../contract/projected-log.ts'
import { scratchFolder } from '../contract/scratch-folder.ts'
import { killedAt } from './killed-rebuild.ts'

test('a rebuild that is killed goes on from its checkpoint, again and again, and ends equal', async () => {
  const folder = scratchFolder()
  const orders = 900
  const first = await killedAt(200n, { place: folder, orders, eventsPerSecondMax: 600 })
  await using generations = await openSqliteGenerations({ folder })
  expect(await generations.list()).toEqual([
    { generation: 1, state: 'active' },
    { generation: 2, state: 'building' },
  ])
  const eventStore = await bookOf(orders)
  let from = first
  for (const through of [400n, 600n]) {
    const projector = await start({ eventStore, generations })
    expect(projector.status()).toMatchObject({ generation: 1, position: BigInt(orders), rebuild: { generation: 2 } })
    expect(projector.status().rebuild?.position).toBeGreaterThanOrEqual(from)
    const { rebuild } = await until(projector, (status) => (status.rebuild?.position ?? -1n) >= through)
    from = rebuild?.position ?? 0n
    await projector[Symbol.asyncDispose]()
  }
  await using last = await start({ eventStore, generations })
  expect(last.status().rebuild?.position).toBeGreaterThanOrEqual(from)
  await until(last, ({ rebuild }) => rebuild?.comparison === 'equal')
  expect(await last.act({ kind: 'switch' })).toMatchObject({ ok: true, status: { generation: 2 } })
  await until(last, at(BigInt(orders)))
}, 60_000)

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { openSqliteReadModel } from '@daybook/read-model'
import { expect, test } from 'vitest'
import { scratchFolder } from '../contract/scratch-folder.ts'
import { dump, postCut, randomBook } from '../contract/sqlite-ledgers.ts'

const last = 9_500

/** Lets a process post until it has said `batches` times how far it is, then kills it: the last position that it said. */
const killedAfter = async (file: string, seed: number, batches: number): Promise<number> => {
  const writer = join(import.meta.dirname, 'ledger-writer.ts')
  const child = spawn(process.execPath, [writer, file, `${seed}`, `${last}`], { stdio: ['ignore', 'pipe', 'inherit'] })
  const exited = once(child, 'exit')
  let said = -1
  let left = batches
  for await (const line of createInterface(child.stdout)) {
    said = Number(line)
    left -= 1
    if (left === 0) child.kill('SIGKILL')
  }
  await exited
  return said
}

const checkpointOf = async (file: string): Promise<number> => {
  await using readModel = await openSqliteReadModel({ file })
  expect(await readModel.audit()).toEqual([])
  return Number((await readModel.checkpoint()).position)
}

test('a projector killed again and again leaves whole batches, and in the end the tables of one that was not', async () => {
  const file = join(scratchFolder(), 'ledger.db')
  for (let round = 1; ; round += 1) {
    const said = await killedAfter(file, round, 1 + ((round * 5) % 17))
    const through = await checkpointOf(file)
    expect(through).toBeGreaterThanOrEqual(said)
    if (through === last) break
  }
  const whole = join(scratchFolder(), 'ledger.db')
  await using readModel = await openSqliteReadModel({ file: whole })
  await readModel.claim()
  await postCut(readModel, randomBook(61, last + 1), { last, size: () => last + 1 })
  const withoutEpoch = (text: string) => text.replace(/checkpoint\n.*/, '')
  expect(withoutEpoch(dump(file))).toBe(withoutEpoch(dump(whole)))
}, 120_000)

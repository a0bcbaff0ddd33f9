import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import { scratchFolder } from '../contract/scratch-folder.ts'
import { daybook, patienceMs, serve } from '../scenarios/program.ts'
import { caughtUp } from './examine.ts'
import { setUp, slice } from './load.ts'
import { sendImport } from './senders.ts'

const question = '/v1/kpis/net-sales?scope=rep&from=2024-01&to=2025-05'

const rowsAt = async (address: string): Promise<unknown> => {
  const answer = (await (await fetch(`${address}${question}`)).json()) as { readonly rows: unknown }
  return answer.rows
}

/** Makes a document another one behind our back: no total tells of it. */
const spoil = (file: string): void => {
  const database = new Database(file)
  database.exec('DROP TRIGGER document_no_change')
  const { changes } = database.prepare("UPDATE document SET body = replace(body, 'Account 7', 'Account 8') WHERE id = 'A7'").run()
  database.close()
  expect(changes).toBeGreaterThan(0)
}

test(
  'ledgers that verify finds to be wrong answer nobody until they are posted anew',
  async () => {
    const folder = scratchFolder()
    const first = await serve(folder)
    await sendImport({ url: first.address, journal: { answered: () => undefined } }, [...setUp(), ...slice(1, 0, 50)])
    await caughtUp(first.address)
    const before = await rowsAt(first.address)
    await first.stop()
    spoil(join(folder, 'ledger-1.db'))
    const second = await serve(folder)
    const verified = await daybook(['verify', '--all', '--data-dir', folder])
    expect([verified.exitCode, verified.stdout]).toEqual([1, expect.stringContaining('gives others')])
    const refused = await fetch(`${second.address}${question}`)
    expect([refused.status, await refused.json()]).toMatchObject([503, { code: 'ledgers-damaged' }])
    expect((await fetch(`${second.address}/readyz`)).status).toBe(503)
    expect((await fetch(`${second.address}/v1/events`)).status).toBe(200)
    await second.stop()
    await using third = await serve(folder)
    expect((await fetch(`${third.address}/readyz`)).status).toBe(200)
    expect(await rowsAt(third.address)).toEqual(before)
    expect((await daybook(['doctor', '--data-dir', folder])).exitCode).toBe(0)
  },
  patienceMs,
)

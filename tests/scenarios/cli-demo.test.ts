import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createServer } from 'node:http'
import { fileURLToPath } from 'node:url'
import { beforeAll, expect, test, vi } from 'vitest'
import { daybook, type Ended, newFolder, patienceMs, serve } from './program.ts'
import { loadedFolder } from './small-book.ts'

vi.setConfig({ testTimeout: patienceMs, hookTimeout: patienceMs })

const folder = newFolder()
let first: Ended

beforeAll(async () => {
  first = await daybook(['demo', '--exit', '--data-dir', folder])
})

test('the sample book is loaded through the ordinary intake, and only what is meant to be is put aside', async () => {
  expect(first).toMatchObject({ exitCode: 0, stderr: `Loading the sample book into ${folder} …\n` })
  expect(first.stdout).toContain('2,544 accepted, 3 quarantined')
  const { stdout } = await daybook(['quarantine', 'list', '--json', '--data-dir', folder])
  expect(
    JSON.parse(stdout)
      .items.map(({ code }: { code: string }) => code)
      .sort(),
  ).toEqual(['account-lost', 'unknown-account'])
})

test('the page shows the reps with their attainment, one figure at three moments, and why', () => {
  const { stdout } = first
  expect(stdout).toMatch(/^R1 Ana Ferreira +944,606 +1,067,500 +88\.49 %/m)
  expect(stdout).toMatch(/^Organisation +5,677,546 +5,907,500 +96\.11 %/m)
  expect(stdout).toMatch(/^on 2 March +2025-03-02 00:00 +358,543\.96$/m)
  expect(stdout).toMatch(/^at the close +2025-03-05 22:00 +369,073\.31 +\+10,529\.35/m)
  expect(stdout).toMatch(/^now +all that is recorded +367,806\.13 +-1,267\.18/m)
  expect(stdout).toMatch(/ void .*\n +OrderVoided erp /)
  expect(stdout).toMatch(/event [\da-f]{8}-[\da-f]{4}-5/)
})

test('the page fits a hundred columns and has no colour where nobody looks at a terminal', () => {
  const lines = first.stdout.split('\n').filter((line) => !line.includes('http') && !line.includes('event '))
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(100)
  expect(first.stdout).not.toContain(String.fromCharCode(27))
})

test('the whole sample book is what its events say', async () => {
  const { exitCode, stdout } = await daybook(['verify', '--all', '--data-dir', folder])
  expect({ exitCode, stdout }).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('all equal') })
})

test('a second run loads nothing, shows the same figures, and serves until it is stopped', async () => {
  await using server = await serve(folder, ['demo'])
  expect(await (await fetch(`${server.address}/livez`)).json()).toEqual({ status: 'live' })
  const { stdout } = await daybook([
    'kpi',
    'quota-attainment',
    '--scope',
    'org',
    '--period',
    '2025-12:ytd',
    '--as-of',
    '2025-12-31',
    '--json',
    '--data-dir',
    folder,
  ])
  expect(JSON.parse(stdout).rows[0].value).toBe('0.961074')
  expect(await server.stop()).toBe(0)
})

test('where the port is taken the next free one is, and that is said', async () => {
  const taken = createServer()
  const port = await new Promise<number>((resolve) => {
    taken.listen(0, '127.0.0.1', () => resolve((taken.address() as { port: number }).port))
  })
  const main = fileURLToPath(new URL('../../services/server/src/main.ts', import.meta.url))
  const child = spawn(process.execPath, [main, 'demo', '--port', String(port), '--data-dir', folder], {
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let said = ''
  for await (const chunk of child.stderr) {
    said += chunk
    if (said.includes('Serving on')) child.kill('SIGTERM')
  }
  taken.close()
  expect(said).toContain(`Port ${port} is taken`)
})

test('a folder that holds another book is left alone', async () => {
  const other = await loadedFolder()
  const { exitCode, stderr } = await daybook(['demo', '--exit', '--data-dir', other])
  expect(exitCode).toBe(4)
  expect(stderr).toContain('not the sample')
  expect(existsSync(`${other}/log.db`)).toBe(true)
})

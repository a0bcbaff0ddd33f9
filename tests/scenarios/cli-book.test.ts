import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { expect, test, vi } from 'vitest'
import { begin, daybook, newFolder, patienceMs, serve } from './program.ts'
import { fileOf, loadedFolder, smallBook } from './small-book.ts'

vi.setConfig({ testTimeout: patienceMs })

const february = ['kpi', 'net-sales', '--scope', 'rep', '--period', '2025-02', '--as-of', '2025-04-01']

const valuesIn = (stdout: string): Record<string, string> =>
  Object.fromEntries(JSON.parse(stdout).rows.map(({ entity, value }: { entity: string; value: string }) => [entity, value]))

test('a file is recorded into a new folder, and again nothing changes', async () => {
  const folder = newFolder()
  const first = await daybook(['import', fileOf(smallBook), '--backfill', '--json', '--data-dir', folder])
  expect(JSON.parse(first.stdout).summary).toEqual({
    accepted: smallBook.length,
    duplicate: 0,
    conflict: 0,
    rejected: 0,
    quarantined: 0,
  })
  expect(first.stderr).toMatch(/^import [0-9A-Z]{26}\n/)
  const again = await daybook(['import', fileOf(smallBook), '--backfill', '--json', '--data-dir', folder])
  expect(JSON.parse(again.stdout).summary).toMatchObject({ accepted: 0, duplicate: smallBook.length })
})

test('figures are the same from the folder itself and through the server that holds it', async () => {
  const folder = await loadedFolder()
  const alone = await daybook([...february, '--json', '--data-dir', folder])
  expect(valuesIn(alone.stdout)).toEqual({ R1: '1100.0000', R2: '550.0000' })
  await using server = await serve(folder)
  expect(await daybook([...february, '--json', '--data-dir', folder])).toMatchObject({ exitCode: 0, stdout: alone.stdout })
  expect(await daybook([...february, '--json', '--url', server.address])).toMatchObject({ exitCode: 0, stdout: alone.stdout })
})

test('data go to stdout, all else to stderr, where the resolved times stand', async () => {
  const folder = await loadedFolder()
  const { stdout, stderr } = await daybook([...february, '--known-at', '2025-03-02T00:00:00Z', '--data-dir', folder])
  expect(stdout).toMatch(/R1 +2025-02 +1,000\.00/)
  expect(stderr).toContain('as of 2025-04-01, known at position')
  expect((await daybook([...february, '--quiet', '--data-dir', folder])).stderr).toBe('')
})

test('an import beside a running server goes through it', async () => {
  const folder = newFolder()
  await using _server = await serve(folder)
  expect((await daybook(['import', fileOf(smallBook), '--backfill', '--data-dir', folder])).exitCode).toBe(0)
  const { stdout } = await daybook([...february, '--json', '--data-dir', folder])
  expect(valuesIn(stdout)).toEqual({ R1: '1100.0000', R2: '550.0000' })
})

test('a second server on the same folder is refused with 78', async () => {
  const folder = newFolder()
  await using server = await serve(folder)
  const { exitCode, stderr } = await daybook(['serve', '--port', '0', '--data-dir', folder])
  expect(exitCode).toBe(78)
  expect(stderr).toContain(server.address)
})

test('a server that was killed leaves its folder free', async () => {
  const folder = await loadedFolder()
  const server = await serve(folder)
  const died = new Promise((resolve) => server.child.once('exit', resolve))
  server.child.kill('SIGKILL')
  await died
  expect((await daybook([...february, '--json', '--data-dir', folder])).exitCode).toBe(0)
})

test('a server that is asked to stop ends with 0, and does not wait for those who wait for events', async () => {
  const server = await serve(newFolder())
  const waiting = fetch(`${server.address}/v1/events?wait=20`).then((answer) => answer.json())
  await fetch(`${server.address}/livez`)
  const asked = performance.now()
  expect(await server.stop()).toBe(0)
  expect(await waiting).toEqual({ items: [] })
  expect(performance.now() - asked).toBeLessThan(15_000)
})

test('bad rows are told with their lines, and the import ends with 65', async () => {
  const folder = newFolder()
  const file = fileOf([...smallBook.slice(0, 3), 'not json'])
  const { exitCode, stdout } = await daybook(['import', file, '--backfill', '--data-dir', folder])
  expect(exitCode).toBe(65)
  expect(stdout).toContain('accepted 3')
  expect(stdout).toMatch(/^ +4 +(?:rejected|quarantined)/m)
  // What cannot be read has no name of its own: it is listed by its place.
  expect((await daybook(['quarantine', 'list', '--data-dir', folder])).stdout).toMatch(/not-json +line 4 of \w+/)
})

test('an import that is interrupted says how to go on, ends with 130, and goes on there', async () => {
  const folder = newFolder()
  await using server = await serve(folder)
  const importing = begin(['import', '-', '--backfill', '--data-dir', folder])
  const ended = once(importing, 'exit')
  const said: string[] = []
  importing.stderr.on('data', (chunk) => said.push(String(chunk)))
  importing.stdin.write(`${smallBook[0]}\n`)
  const importId = () => /import (\w{26})/.exec(said.join(''))?.[1]
  const state = async () => JSON.parse(await (await fetch(`${server.address}/v1/imports/${importId()}`)).text()).state
  await expect.poll(state, { timeout: 30_000 }).toBe('running')
  importing.kill('SIGINT')
  expect(await ended).toEqual([130, null])
  expect(said.join('')).toContain(`--resume ${importId()}`)
  await expect.poll(state, { timeout: 30_000 }).toBe('interrupted')
  const resumed = ['import', fileOf(smallBook), '--backfill', '--resume', String(importId()), '--json', '--data-dir', folder]
  expect(JSON.parse((await daybook(resumed)).stdout).summary).toMatchObject({ accepted: smallBook.length, rejected: 0 })
})

test('an import that is all or nothing says which rows stood in the way', async () => {
  const file = fileOf([...smallBook, 'not json'])
  const { exitCode, stderr } = await daybook(['import', file, '--backfill', '--strict', '--data-dir', newFolder()])
  expect(exitCode).toBe(65)
  expect(stderr).toContain(`line ${smallBook.length + 1}: not-json, the text is not JSON`)
})

test.each(['foo,bar\n1,2\n', ''])('a file that is none of orders ends with 65: %j', async (text) => {
  const folder = newFolder()
  writeFileSync(`${folder}.csv`, text)
  expect((await daybook(['import', `${folder}.csv`, '--data-dir', folder])).exitCode).toBe(65)
  expect((await daybook(['import', `${folder}.csv`, '--map', 'nothing', '--data-dir', folder])).exitCode).toBe(2)
})

test('the rows put aside are written beside the file, each with its reason, to be mended and sent again', async () => {
  const folder = newFolder()
  const file = `${folder}.csv`
  writeFileSync(file, 'order_id,account_id,effective_on,currency,net\nO1,A9,2025-01-09,USD,ten\n')
  const { stderr } = await daybook(['import', file, '--data-dir', folder])
  expect(stderr).toContain(`${file}.rejects.csv`)
  expect(readFileSync(`${file}.rejects.csv`, 'utf8')).toMatch(
    /^order_id,account_id,effective_on,currency,net,line,code,detail\nO1,A9,2025-01-09,USD,ten,2,invalid,/,
  )
  for (const _round of ['second', 'third']) {
    writeFileSync(file, readFileSync(`${file}.rejects.csv`, 'utf8'))
    expect((await daybook(['import', file, '--data-dir', folder])).stdout).toContain('rejected 1')
  }
  writeFileSync(file, readFileSync(`${file}.rejects.csv`, 'utf8').replace('ten', '10'))
  expect((await daybook(['import', file, '--data-dir', folder])).stdout).toContain('rejected 0  ·  quarantined 1')
})

test('a file with another delimiter is read, and a dry run says that it was one', async () => {
  const folder = newFolder()
  const file = `${folder}.csv`
  writeFileSync(file, 'order;account_id;effective_on;currency;net\nO1;A9;2025-01-09;USD;ten\n')
  const importing = ['import', file, '--delimiter', ';', '--map', 'order=order_id', '--data-dir', folder]
  const { exitCode, stderr } = await daybook([...importing, '--dry-run'])
  expect(exitCode).toBe(65)
  expect(stderr).toMatch(/Nothing was recorded: this was a dry run\.\n$/)
  await daybook(importing)
  expect(readFileSync(`${file}.rejects.csv`, 'utf8')).toMatch(/;net;line;code;detail\nO1;A9;2025-01-09;USD;ten;2;invalid;/)
})

test('what differs is told for every rep where none is named', async () => {
  const folder = await loadedFolder()
  const given = ['--period', '2025-02', '--from-as-of', '2025-01-31', '--to-as-of', '2025-03-01', '--data-dir', folder]
  const { exitCode, stdout } = await daybook(['diff', 'net-sales', '--scope', 'rep', ...given])
  expect(exitCode).toBe(0)
  expect(stdout).toMatch(/^rep +period +from +to +difference\n/)
})

test('what was put aside is listed, and discarded only when that is meant', async () => {
  const folder = newFolder()
  const file = `${folder}.csv`
  writeFileSync(file, 'order_id,account_id,effective_on,currency,net\nO1,A9,2025-01-09,USD,10\n')
  await daybook(['import', file, '--source', 'erp', '--data-dir', folder])
  const held = JSON.parse((await daybook(['quarantine', 'list', '--json', '--data-dir', folder])).stdout).items
  expect(held).toMatchObject([{ code: 'unknown-account', source: 'erp' }])
  const released = await daybook(['quarantine', 'release', held[0].heldId, '--data-dir', folder])
  expect(released).toMatchObject({ exitCode: 65, stdout: expect.stringContaining('the account is not recorded') })
  const discard = ['quarantine', 'discard', held[0].heldId, '--reason', 'a test', '--data-dir', folder]
  expect(await daybook(discard)).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('--yes') })
  expect((await daybook([...discard, '--yes'])).exitCode).toBe(0)
  expect(JSON.parse((await daybook(['quarantine', 'list', '--json', '--data-dir', folder])).stdout).items).toEqual([])
})

test('an unknown KPI is not found, and the nearest is named', async () => {
  const { exitCode, stderr } = await daybook(['kpi', 'net-sale', '--data-dir', await loadedFolder()])
  expect(exitCode).toBe(3)
  expect(stderr).toContain('net-sales')
})

import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { orderFields } from '@daybook/intake'
import { describe, expect, test, vi } from 'vitest'
import { daybook, newFolder, patienceMs } from './program.ts'
import { fileOf, smallBook } from './small-book.ts'

vi.setConfig({ testTimeout: patienceMs })

test('help begins with three examples and names every command', async () => {
  const { exitCode, stdout } = await daybook(['--help'])
  expect(exitCode).toBe(0)
  expect(stdout.split('\n').slice(0, 4).join('\n')).toMatch(/^Examples:\n {2}daybook .*\n {2}daybook .*\n {2}daybook /)
  for (const command of [
    'serve',
    'import',
    'kpi',
    'explain',
    'replay',
    'diff',
    'verify',
    'report',
    'events',
    'quarantine',
    'projections',
    'doctor',
    'config',
    'demo',
    'backup',
  ]) {
    expect(stdout).toMatch(new RegExp(`^ {2}${command}\\b`, 'm'))
  }
})

test('the help of a command tells of it alone, with the options that all have', async () => {
  const { stdout } = await daybook(['import', '--help'])
  expect(stdout).toMatch(/^Usage: daybook import/)
  expect(stdout).toContain('--data-dir')
  for (const field of orderFields) expect(stdout).toContain(field)
})

test('the version is told', async () => {
  expect(await daybook(['--version'])).toMatchObject({ exitCode: 0, stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) })
})

test('a misspelt command or option is answered with the nearest one, and exit code 2', async () => {
  expect(await daybook(['kpy'])).toMatchObject({ exitCode: 2, stdout: '', stderr: expect.stringContaining('Did you mean kpi?') })
  expect(await daybook(['kpi', '--scop', 'rep'])).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining('Did you mean --scope?'),
  })
})

test('without a command the program says what it can do', async () => {
  const { exitCode, stdout, stderr } = await daybook([])
  expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' })
  expect(stderr).toContain('Usage: daybook')
})

test('bad configuration lists every problem at once and ends with 78', async () => {
  const { exitCode, stderr } = await daybook(['serve', '--port', '99999'], {
    DAYBOOK_TIME_ZONE: 'Mars/Olympus',
    DAYBOOK_BACKEND: 'elsewhere',
    DAYBOOK_HTTP_HOTS: '127.0.0.1',
  })
  expect(exitCode).toBe(78)
  for (const said of ['--port', 'DAYBOOK_TIME_ZONE', 'DAYBOOK_BACKEND', 'DAYBOOK_HTTP_HOTS', 'daybook config show'])
    expect(stderr).toContain(said)
})

test('an address that others can reach is refused with what to set', async () => {
  const { exitCode, stderr } = await daybook(['serve', '--host', '0.0.0.0', '--data-dir', newFolder()])
  expect(exitCode).toBe(78)
  expect(stderr).toContain('DAYBOOK_AUTH=insecure-open')
})

test('the configuration is shown with the origin of each value', async () => {
  const { exitCode, stdout } = await daybook(['config', 'show', '--json', '--data-dir', '/tmp/book'], { DAYBOOK_CURRENCY: 'EUR' })
  expect(exitCode).toBe(0)
  const lines = JSON.parse(stdout)
  expect(lines).toContainEqual(expect.objectContaining({ name: 'DAYBOOK_DATA_DIR', value: '/tmp/book', origin: 'flag' }))
  expect(lines).toContainEqual(expect.objectContaining({ name: 'DAYBOOK_CURRENCY', value: 'EUR', origin: 'environment' }))
  expect(lines).toContainEqual(expect.objectContaining({ name: 'DAYBOOK_HTTP_PORT', value: '8080', origin: 'default' }))
})

test.each([
  ['kpi', 'net-sales'],
  ['projections', 'list'],
  ['projections', 'rebuild'],
  ['projections', 'diff'],
  ['quarantine', 'release', '01JQ0000000000000000000000'],
])('for %s %s a folder without a book is not found, and stays without one', async (...command) => {
  const folder = newFolder()
  const { exitCode, stderr } = await daybook([...command, '--data-dir', folder])
  expect(exitCode).toBe(3)
  expect(stderr).toContain('daybook import FILE')
  expect(existsSync(join(folder, 'log.db'))).toBe(false)
})

test('a server that does not answer is unavailable', async () => {
  expect(await daybook(['kpi', 'net-sales', '--url', 'http://127.0.0.1:9'])).toMatchObject({ exitCode: 5, stdout: '' })
})

describe('servers that do not answer are unavailable', () => {
  const away = {
    DAYBOOK_BACKEND: 'distributed',
    DAYBOOK_EVENTSTORE_URL: 'esdb://127.0.0.1:9?tls=false',
    DAYBOOK_POSTGRES_URL: 'postgresql://daybook@127.0.0.1:9/daybook',
  }
  const refused = async (command: readonly string[]): Promise<void> => {
    const { exitCode, stderr } = await daybook([...command, '--data-dir', newFolder()], away)
    expect([exitCode, stderr]).toEqual([5, expect.stringContaining('Start again when the servers answer.')])
    expect(stderr).not.toContain('    at ')
  }

  test.each([[['serve']], [['verify', '--all']], [['prepare']], [['kpi', 'net-sales']]])('for %s', refused)

  test('for a move of a book to them', async () => {
    const folder = newFolder()
    expect((await daybook(['import', fileOf(smallBook), '--data-dir', folder])).exitCode).toBe(0)
    await refused(['migrate', folder])
  })
})

test('a file that is not there is not found, nor is a folder one', async () => {
  expect(await daybook(['import', '/nowhere/orders.csv', '--data-dir', newFolder()])).toMatchObject({
    exitCode: 3,
    stderr: '/nowhere/orders.csv cannot be read: there is no such file.\n',
  })
  expect(await daybook(['import', '/', '--data-dir', newFolder()])).toMatchObject({
    exitCode: 3,
    stderr: '/ cannot be read: it is a folder.\n',
  })
})

test('an import without a file says how the command is used', async () => {
  const { exitCode, stderr } = await daybook(['import'])
  expect([exitCode, stderr]).toEqual([2, expect.stringContaining("missing required argument 'file'")])
  expect(stderr).toContain('--help')
})

test('a file of which no line is an event is told to be of another kind', async () => {
  const folder = newFolder()
  const orders = fileOf(['order_id,account_id,effective_on,currency,net', 'O1,ACME,2025-02-08,USD,1000'])
  const { exitCode, stderr } = await daybook(['import', orders, '--data-dir', folder])
  expect(exitCode).toBe(65)
  expect(stderr).toContain('2 events were not recorded.')
  expect(stderr).toContain('--format orders-csv')
  const mixed = fileOf(['{', ...smallBook.slice(0, 1)])
  expect((await daybook(['import', mixed, '--data-dir', newFolder()])).stderr).not.toContain('--format orders-csv')
})

test('a KPI, a report or a parameter that there is not is told once, with what to type instead', async () => {
  const folder = newFolder()
  await daybook(['import', fileOf(smallBook), '--data-dir', folder])
  const told = async (...command: readonly string[]) => (await daybook([...command, '--data-dir', folder])).stderr
  expect(await told('kpi', 'turnover')).toMatch(/All of them: daybook kpi\n$/)
  expect(await told('report', 'turnover')).toMatch(/All of them: daybook report\n$/)
  expect(await told('report', 'overdue-buyers', '--param', 'tpo=3')).toBe(
    'The request does not match its schema (invalid-request)\n  tpo: is not a parameter; did you mean top?\n',
  )
})

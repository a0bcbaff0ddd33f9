import { execFile, execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { promisify } from 'node:util'
import { expect, test, vi } from 'vitest'
import { xmlProblems } from '../fixtures/well-formed.ts'
import { begin, daybook, newFolder, patienceMs } from './program.ts'
import { readCsv } from './read-csv.ts'
import { asRead, readWorkbook } from './read-xlsx.ts'
import { loadedFolder } from './small-book.ts'

vi.setConfig({ testTimeout: patienceMs })

const april = ['--as-of', '2025-04-01'] as const
const fileIn = (name: string): string => join(mkdtempSync(join(tmpdir(), 'daybook-out-')), name)

type Sheet = {
  readonly report: string
  readonly columns: readonly { readonly id: string; readonly type: string }[]
  readonly rows: readonly Readonly<Record<string, unknown>>[]
}

test('a workbook is written into a file, and holds what is printed as JSON', async () => {
  const folder = await loadedFolder()
  const file = fileIn('plan.xlsx')
  const written = await daybook(['report', 'business-plan', ...april, '--out', file, '--data-dir', folder])
  expect(written).toMatchObject({ exitCode: 0, stdout: '', stderr: expect.stringContaining(`wrote ${file}`) })
  const printed = await daybook(['report', 'business-plan', ...april, '--format', 'json', '--data-dir', folder])
  const sheets = await readWorkbook(readFileSync(file))
  for (const { report, columns, rows } of JSON.parse(printed.stdout).sheets as readonly Sheet[])
    expect(sheets.get(report)?.rows).toEqual(
      rows.map((row) => Object.fromEntries(columns.map(({ id, type }) => [id, asRead(row[id], type)]))),
    )
})

test('a workbook is printed byte for byte, and a plan as tables', async () => {
  const folder = await loadedFolder()
  const child = begin(['report', 'sales-vs-quota', ...april, '--format', 'xlsx', '--data-dir', folder])
  const bytes = await buffer(child.stdout)
  expect([...(await readWorkbook(bytes)).keys()]).toEqual(['sales-vs-quota', 'About', 'Why'])
  const { stdout } = await daybook(['report', 'business-plan', ...april, '--data-dir', folder])
  for (const title of ['Sales against quota', 'Monthly buying accounts', 'Lost accounts']) expect(stdout).toContain(title)
})

test('CSV is printed as a country reads it, and a chart as its picture', async () => {
  const folder = await loadedFolder()
  const asked = ['--scope', 'rep', '--entity', 'R1', '--period', '2025-02', ...april, '--data-dir', folder]
  const csv = await daybook(['report', 'sales-vs-quota', '--format', 'csv', '--locale', 'de', ...asked])
  expect(readCsv(csv.stdout, ';')).toMatchObject([{ ownerId: 'R1', actual: '1100,0000', attainment: '1,100000' }])
  const svg = await daybook(['report', 'sales-vs-quota', '--format', 'svg', '--chart', 'monthly', ...asked])
  expect(xmlProblems(svg.stdout)).toEqual([])
  expect(svg.stdout).toContain('Net sales against quota · rep R1 · 2025-02')
})

test('values of a KPI are written into files as well', async () => {
  const folder = await loadedFolder()
  const asked = ['kpi', 'net-sales', '--scope', 'rep', '--period', '2025-02', ...april, '--data-dir', folder]
  const file = fileIn('net-sales.xlsx')
  expect((await daybook([...asked, '--out', file])).exitCode).toBe(0)
  const values = (await readWorkbook(readFileSync(file))).get('net-sales')?.rows.map(({ entity, value }) => [entity, value])
  expect(values).toEqual([
    ['R1', 1100],
    ['R2', 550],
  ])
  const csv = await daybook([...asked, '--format', 'csv'])
  expect(readCsv(csv.stdout).map(({ entity, value }) => [entity, value])).toEqual([
    ['R1', '1100.0000'],
    ['R2', '550.0000'],
  ])
})

test('what cannot be written leaves no part of it behind', async () => {
  const folder = await loadedFolder()
  const format = await daybook(['report', 'lost-accounts', '--out', fileIn('lost.pdf'), '--data-dir', folder])
  expect([format.exitCode, format.stderr]).toEqual([2, expect.stringContaining('--out takes a file of csv, ndjson, xlsx, svg')])
  const file = join(newFolder(), 'missing', 'lost.csv')
  const missing = await daybook(['report', 'lost-accounts', '--out', file, '--data-dir', folder])
  expect([missing.exitCode, existsSync(file), existsSync(`${file}.part`)]).toEqual([1, false, false])
  const chart = await daybook(['report', 'lost-accounts', '--format', 'svg', '--chart', 'reason', '--data-dir', folder])
  expect([chart.exitCode, chart.stderr]).toEqual([3, expect.stringContaining('did you mean reasons?')])
})

/** Where LibreOffice is; null where it is not installed. */
const soffice = ((): string | null => {
  try {
    return execFileSync('which', ['soffice'], { encoding: 'utf8' }).trim()
  } catch {
    return null
  }
})()

/** Every sheet as CSV, as LibreOffice reads the workbook: with the cells' values, not as they are shown. */
const sheetsByOffice = async (file: string): Promise<(sheet: string) => readonly Readonly<Record<string, string>>[]> => {
  const out = mkdtempSync(join(tmpdir(), 'daybook-office-'))
  const asCsv = 'csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1'
  const home = `-env:UserInstallation=file://${join(out, 'home')}`
  await promisify(execFile)(soffice ?? '', [home, '--headless', '--convert-to', asCsv, '--outdir', out, file])
  return (sheet) => readCsv(readFileSync(join(out, `plan-${sheet}.csv`), 'utf8'))
}

test.skipIf(soffice === null)('LibreOffice reads the plan of the sample book, with equal figures', async () => {
  const folder = newFolder()
  expect((await daybook(['demo', '--exit', '--quiet', '--data-dir', folder])).exitCode).toBe(0)
  const file = fileIn('plan.xlsx')
  const asked = ['report', 'business-plan', '--as-of', '2025-12-20', '--data-dir', folder]
  expect((await daybook([...asked, '--format', 'xlsx', '--out', file])).exitCode).toBe(0)
  const sheets = JSON.parse((await daybook([...asked, '--format', 'json'])).stdout).sheets as readonly Sheet[]
  const read = await sheetsByOffice(file)
  const counted = sheets.map(({ report, columns, rows }) => {
    const numeric = columns.filter(({ type }) => ['money', 'integer', 'number', 'ratio'].includes(type))
    const figures = (row: Readonly<Record<string, unknown>>) =>
      numeric.map(({ id }) => (row[id] === null || row[id] === '' ? null : Number(row[id])))
    expect([report, read(report).map(figures)]).toEqual([report, rows.map(figures)])
    return rows.length
  })
  expect(counted.every((rows) => rows > 0)).toBe(true)
})

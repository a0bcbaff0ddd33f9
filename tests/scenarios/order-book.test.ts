import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { type BookProcess, startBook } from '../crash/book-process.ts'
import { caughtUp } from '../crash/examine.ts'
import { golden } from '../fixtures/golden.ts'
import { orderBook } from '../fixtures/order-book.ts'

/** The published answers to the order book. */
const answersFolder = golden('real-data/aw-pbi/answers')
const isHere = orderBook !== null && answersFolder !== null

const range = 'from=2017-07&to=2021-12&asOf=2021-12-31'

type Row = {
  readonly entity: string | null
  readonly period: string
  readonly value: string | number | null
  readonly reason?: string
}
type Summary = Readonly<Record<'accepted' | 'duplicate' | 'conflict' | 'rejected' | 'quarantined', number>>

const books: { readonly book: BookProcess; readonly folder: string }[] = []

const opened = async (): Promise<BookProcess> => {
  const folder = mkdtempSync(join(tmpdir(), 'daybook-order-book-'))
  const book = await startBook(folder)
  books.push({ book, folder })
  return book
}

afterAll(async () => {
  for (const { book, folder } of books) {
    await book.kill('SIGTERM')
    rmSync(folder, { recursive: true })
  }
})

const eventsWith = (...options: readonly string[]): string => orderBook?.(...options) ?? ''

const imported = async (book: BookProcess, events: string, query = ''): Promise<Summary> => {
  const headers = { 'content-type': 'application/x-ndjson' }
  const response = await fetch(`${book.url}/v1/imports${query}`, { method: 'POST', headers, body: events })
  expect(response.status).toBe(200)
  const { summary } = (await response.json()) as { summary: Summary }
  await caughtUp(book.url)
  return summary
}

const rowsOf = async (book: BookProcess, kpi: string, scope: string): Promise<ReadonlyMap<string, Row>> => {
  const response = await fetch(`${book.url}/v1/kpis/${kpi}?scope=${scope}&${range}`)
  const { rows } = (await response.json()) as { rows: readonly Row[] }
  return new Map(rows.map((row) => [`${row.entity ?? ''} ${row.period}`, row]))
}

const csv = (name: string): readonly Readonly<Record<string, string>>[] => {
  const [head = '', ...lines] = readFileSync(join(answersFolder ?? '', name), 'utf8')
    .trim()
    .split(/\r?\n/)
  const columns = head.split(',')
  return lines.map((line) => Object.fromEntries(line.split(',').map((value, index) => [columns[index] ?? '', value])))
}

const money = (text: string | undefined): string => {
  const [whole = '0', decimals = ''] = (text ?? '0').split('.')
  return `${whole}.${decimals.padEnd(4, '0')}`
}

/** Every answer that differs, as text: the published figure and ours. */
const wrongAnswers = async (book: BookProcess): Promise<readonly string[]> => {
  const wrong: string[] = []
  const compare = async (file: string, asked: { readonly kpi: string; readonly column: string; readonly scope?: string }) => {
    for (const scope of asked.scope === undefined ? ['org', 'team', 'territory', 'industry', 'family'] : [asked.scope]) {
      const rows = await rowsOf(book, asked.kpi, scope)
      for (const line of csv(file).filter((each) => asked.scope !== undefined || each.scope === scope)) {
        const given = line[asked.column] ?? ''
        if (given === '' && asked.kpi !== 'quota') continue
        const key = `${line.employee_key ?? line.entity ?? ''} ${line.month}`
        const value = rows.get(key)?.value ?? null
        const isCount = asked.kpi === 'orders' || asked.kpi === 'buying-accounts'
        const expected = given === '' ? null : isCount ? Number(given) : money(given)
        const isSame =
          asked.column === 'avg_order_size' && scope === 'rep' ? cents(value) === given : (value ?? zeroOf(given)) === expected
        if (!isSame) wrong.push(`${asked.kpi} ${scope} ${key}: ${given} published, ${value} answered`)
      }
    }
  }
  for (const [column, kpi] of Object.entries(measures)) {
    await compare('rep_month.csv', { kpi, column, scope: 'rep' })
    await compare('scope_month.csv', { kpi, column })
  }
  await compare('rep_month.csv', { kpi: 'quota', column: 'target', scope: 'rep' })
  return wrong
}

const measures = {
  sales: 'net-sales',
  orders: 'orders',
  buying_accounts: 'buying-accounts',
  avg_order_size: 'average-order-size',
}

/** A cell that was never posted has no row: nothing sold. */
const zeroOf = (given: string): string | number | null =>
  given === '' ? null : given === '0' ? 0 : given === '0.00' ? '0.0000' : null

/** Half to even, as the published averages are rounded. */
const cents = (value: string | number | null): string => {
  if (value === null) return ''
  const tenThousandths = BigInt(String(value).replace('.', ''))
  const quotient = tenThousandths / 100n
  const rest = tenThousandths % 100n
  const rounded = rest > 50n || (rest === 50n && quotient % 2n === 1n) ? quotient + 1n : quotient
  const digits = rounded.toString().padStart(3, '0')
  return `${digits.slice(0, -2)}.${digits.slice(-2)}`
}

describe.skipIf(!isHere)('a real order book', () => {
  test('gives every published figure by rep and month, and nothing is added when it is sent again', {
    timeout: 240_000,
  }, async () => {
    const book = await opened()
    const events = eventsWith()
    const first = await imported(book, events, '?backfill=true')
    expect(first).toMatchObject({ duplicate: 0, conflict: 0, rejected: 0, quarantined: 0 })
    expect(await wrongAnswers(book)).toEqual([])
    expect(await imported(book, events, '?backfill=true')).toMatchObject({ accepted: 0, duplicate: first.accepted })
  })

  test('gives the same figures when the orders come shuffled, a tenth of them twice', { timeout: 240_000 }, async () => {
    const book = await opened()
    const summary = await imported(book, eventsWith('--shuffle', '7', '--dup', '0.1'))
    expect(summary).toMatchObject({ conflict: 0, rejected: 0, quarantined: 0 })
    expect(summary.duplicate).toBeGreaterThan(300)
    expect(await wrongAnswers(book)).toEqual([])
  })

  test('gives the year to date of a fiscal year that begins in July', { timeout: 240_000 }, async () => {
    const book = await opened()
    await imported(book, eventsWith('--calendar', 'july'), '?backfill=true')
    const wrong: string[] = []
    for (const line of csv('rep_month.csv').filter(({ employee_key }) => employee_key === '283' || employee_key === '272')) {
      const query = `scope=rep&entity=${line.employee_key}&period=${line.month}:ytd&asOf=2021-12-31`
      const response = await fetch(`${book.url}/v1/kpis/net-sales?${query}`)
      const { rows } = (await response.json()) as { rows: readonly Row[] }
      if (rows[0]?.value !== money(line.ytd_sales))
        wrong.push(`${query}: ${line.ytd_sales} published, ${rows[0]?.value} answered`)
    }
    expect(wrong).toEqual([])
  })
})

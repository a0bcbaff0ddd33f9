import { expect, test } from 'vitest'
import { openBook } from '../scenarios/api-book.ts'
import { readCsv } from '../scenarios/read-csv.ts'
import { asRead, readWorkbook } from '../scenarios/read-xlsx.ts'
import { type Random, randomFrom } from './random.ts'
import { reproduce, seedsOf, tell } from './seeds.ts'

const books = 6

/** Names as people write them, and as nobody should. */
const pieces = [
  '=1+1',
  '+49',
  '-',
  '@all',
  'Ümit & Söhne',
  '<b>',
  '"quoted"',
  'a,b;c',
  'line\nend',
  ' lead',
  '\u00a0=x',
  "'",
  '00042',
  '漢字',
  '😀',
]

const amountOf = (random: Random): string =>
  `${random.below(random.pick([9, 1_000, 99_999_999]))}.${String(random.below(10_000)).padStart(4, '0')}`

/** A few accounts with names of chance and orders of chance, and a credit note that may be more than they bought. */
const randomBook = (random: Random): string => {
  const event = (id: string, type: string, data: object) => ({
    specversion: '1.0',
    source: 'erp',
    id,
    type,
    recordedtime: '2025-03-30T10:00:00Z',
    data,
  })
  const accounts = Array.from({ length: 6 }, (_, place) => `A${place}`)
  const day = (): string => `2025-0${random.between(1, 3)}-${String(random.between(1, 28)).padStart(2, '0')}`
  const lines = [
    event('r', 'RepHired', { repId: 'R1', name: 'Ada', teamId: 'T1', effectiveOn: '2024-01-01' }),
    ...accounts.map((accountId) => {
      const name = Array.from({ length: random.between(1, 3) }, () => random.pick(pieces)).join('')
      return event(`acc-${accountId}`, 'AccountRegistered', {
        accountId,
        name: name.trim() === '' ? 'x' : name,
        effectiveOn: '2024-01-01',
      })
    }),
    ...accounts.map((accountId) =>
      event(`as-${accountId}`, 'AccountAssigned', { accountId, repId: 'R1', effectiveOn: '2024-01-01' }),
    ),
    ...Array.from({ length: 30 }, (_, place) => {
      const data = {
        orderId: `O${place}`,
        accountId: random.pick(accounts),
        effectiveOn: day(),
        currency: 'USD',
        net: amountOf(random),
      }
      return event(`O${place}`, 'OrderAccepted', data)
    }),
    event('C1', 'CreditNoteIssued', {
      creditNoteId: 'C1',
      accountId: 'A0',
      effectiveOn: day(),
      currency: 'USD',
      net: amountOf(random),
    }),
  ]
  return lines.map((line) => `${JSON.stringify(line)}\n`).join('')
}

const asked = [
  'reports/overdue-buyers?',
  'reports/sales-vs-quota?from=2025-01&to=2025-03&',
  'reports/monthly-buying-accounts?from=2025-01&to=2025-03&',
  'reports/assignment-history?',
  'reports/data-quality?',
] as const

const isNumeric = (type: string): boolean => ['money', 'integer', 'number', 'ratio'].includes(type)
/** A value as CSV has it: text that a spreadsheet would run with a quote before it. */
const inCsv = (value: unknown, type: string): string => {
  const text = value === null ? '' : typeof value === 'object' ? JSON.stringify(value) : String(value)
  return !isNumeric(type) && /^(?:[\t\r\n]|\s*[=+\-@])/u.test(text) ? `'${text}` : text
}

type Table = {
  readonly columns: readonly { readonly id: string; readonly type: string }[]
  readonly rows: readonly Readonly<Record<string, unknown>>[]
}

const problemsOf = async (lines: string): Promise<{ readonly cells: number }> => {
  await using book = await openBook()
  await book.bring(lines)
  let cells = 0
  for (const address of asked) {
    const at = `${address}asOf=2025-04-01`
    const { columns, rows } = (await book.get(`/v1/${at}`)).body as Table
    const keyed = (read: (value: unknown, type: string) => unknown) =>
      rows.map((row) => Object.fromEntries(columns.map(({ id, type }) => [id, read(row[id], type)])))
    const csv = readCsv((await book.get(`/v1/${at.replace('?', '.csv?')}`)).text)
    expect([address, csv]).toEqual([address, keyed(inCsv)])
    const name = at.slice('reports/'.length, at.indexOf('?'))
    const { rawPayload } = await book.app.inject({ url: `/v1/${at.replace('?', '.xlsx?')}` })
    expect([address, (await readWorkbook(rawPayload)).get(name)?.rows]).toEqual([address, keyed(asRead)])
    cells += rows.length * columns.length
  }
  return { cells }
}

test('what is exported parses back to what was answered', async () => {
  const seeds = seedsOf(books)
  let cells = 0
  for (const seed of seeds) {
    const found = await problemsOf(randomBook(randomFrom(seed))).catch((cause: unknown) => {
      throw new Error(`${reproduce(seed, import.meta.url)}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause })
    })
    cells += found.cells
  }
  tell(import.meta.url, seeds, { cells })
  expect(cells).toBeGreaterThan(0)
})

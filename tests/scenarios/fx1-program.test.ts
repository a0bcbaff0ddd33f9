import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { derived, kpis, reports } from '@daybook/projections'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type BookProcess, startBook } from '../crash/book-process.ts'
import { caughtUp } from '../crash/examine.ts'
import { fx1Answers, fx1Events } from '../fixtures/golden.ts'
import { daybook } from './program.ts'

/** One stated answer of the golden book. */
type Stated = {
  readonly kpi?: string
  readonly report?: string
  readonly scope: string | null
  readonly entity: string | null
  readonly period: string | null
  readonly asOf: string
  readonly knownAt: string | null
  readonly value: unknown
  readonly reason?: string
  readonly exact?: object
  readonly params?: Readonly<Record<string, string | number>>
}

const isHere = fx1Events !== null && fx1Answers !== null
const stated: readonly Stated[] = fx1Answers === null ? [] : JSON.parse(readFileSync(fx1Answers, 'utf8'))
const measures = new Set([...kpis, ...derived].map(({ name }) => name))
const tables = new Set(reports.map(({ name }) => name))
const cells = stated.filter(({ kpi = '' }) => measures.has(kpi))

const selectors = ({ scope, entity, period, asOf, knownAt }: Stated): readonly (readonly [string, string])[] =>
  Object.entries({ scope, entity, period, asOf, knownAt }).flatMap(([name, value]) =>
    value === null ? [] : [[name, value] as const],
  )

describe.skipIf(!isHere)('FX-1 through the program', { timeout: 120_000 }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'daybook-fx1-'))
  let book: BookProcess | null = null
  const url = (): string => book?.url ?? ''

  beforeAll(async () => {
    const imported = await daybook(['import', fx1Events ?? '', '--backfill', '--data-dir', folder, '--json'])
    expect(JSON.parse(imported.stdout)).toMatchObject({ summary: { accepted: 95 } })
    book = await startBook(folder)
    await caughtUp(book.url)
  }, 120_000)

  afterAll(async () => {
    await book?.kill('SIGTERM')
    rmSync(folder, { recursive: true })
  })

  test('every stated value is answered over HTTP, now and at each past time', async () => {
    const wrong: unknown[] = []
    for (const each of cells) {
      const response = await fetch(`${url()}/v1/kpis/${each.kpi}?${new URLSearchParams(Object.fromEntries(selectors(each)))}`)
      const { rows = [] } = (await response.json()) as { rows?: readonly Readonly<Record<string, unknown>>[] }
      const { value, reason, exact } = rows[0] ?? {}
      const found = { value, ...(each.reason === undefined ? {} : { reason }), ...(each.exact === undefined ? {} : { exact }) }
      const wanted = {
        value: each.value,
        ...(each.reason === undefined ? {} : { reason: each.reason }),
        ...(each.exact === undefined ? {} : { exact: each.exact }),
      }
      if (JSON.stringify(found) !== JSON.stringify(wanted)) wrong.push({ each, found, status: response.status })
    }
    expect(cells.length).toBeGreaterThan(380)
    expect(wrong).toEqual([])
  })

  test('every stated row of a report is answered over HTTP', async () => {
    const wrong: unknown[] = []
    for (const each of stated.filter(({ report = '' }) => tables.has(report))) {
      const asked =
        each.report === 'assignment-history'
          ? [['account', each.entity ?? '']]
          : Object.entries(each.params ?? {}).map(([name, value]) => [name, String(value)])
      const chosen = selectors(each).filter(([name]) =>
        ['asOf', 'knownAt', ...(each.scope === null ? [] : ['scope', 'period'])].includes(name),
      )
      const response = await fetch(
        `${url()}/v1/reports/${each.report}?${new URLSearchParams(Object.fromEntries([...asked, ...chosen]))}`,
      )
      const { rows = [] } = (await response.json()) as { rows?: readonly Readonly<Record<string, unknown>>[] }
      if (!isAnswered(each, rows)) wrong.push({ each, status: response.status, rows: rows.slice(0, 3) })
    }
    expect(wrong).toEqual([])
  })

  test('a sample of twenty is answered by the command line', async () => {
    const step = Math.floor(cells.length / 20)
    for (const each of cells.filter((_, place) => place % step === 0).slice(0, 20)) {
      const options = selectors(each).flatMap(([name, value]) => [
        `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`,
        value,
      ])
      const { exitCode, stdout } = await daybook(['kpi', each.kpi ?? '', ...options, '--json', '--data-dir', folder])
      expect({ each, exitCode, value: JSON.parse(stdout).rows[0]?.value }).toEqual({ each, exitCode: 0, value: each.value })
    }
  })
})

const names = ['accountId', 'ownerId', 'repId', 'commitmentId']

/** Whether the row that a statement names has the columns that it states; null says that there is no such row. */
const isAnswered = ({ entity, value }: Stated, rows: readonly Readonly<Record<string, unknown>>[]): boolean => {
  if (Array.isArray(value)) return value.length === rows.length && value.every((part, place) => holds(rows[place], part))
  const named = rows.find((each) => names.some((name) => each[name] === entity))
  // What is asked of the whole organisation may be one row that nobody is named in.
  const row = named ?? (entity === 'ORG' && rows.length === 1 ? rows[0] : undefined)
  return value === null ? row === undefined : holds(row, value)
}

const holds = (row: Readonly<Record<string, unknown>> | undefined, columns: unknown): boolean =>
  Object.entries(Object(columns)).every(([column, value]) => JSON.stringify(row?.[column]) === JSON.stringify(value))

import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type BookProcess, startBook } from '../crash/book-process.ts'
import { caughtUp } from '../crash/examine.ts'
import { dealAnswers, dealBook, linesOf } from '../fixtures/deal-book.ts'

type Row = { readonly entity: string | null; readonly period: string; readonly value: string | number | null }
type Deal = Readonly<Record<string, string | number | null>>

const started: { folder?: string; book?: BookProcess; summary?: object } = {}

const get = async <Answer>(path: string): Promise<Answer> => {
  const response = await fetch(`${started.book?.url}${path}`)
  expect(response.status, path).toBe(200)
  return (await response.json()) as Answer
}

const rowsOf = async (kpi: string, scope: string, range = 'from=2017-01&to=2017-12'): Promise<ReadonlyMap<string, Row>> => {
  const { rows } = await get<{ rows: readonly Row[] }>(`/v1/kpis/${kpi}?scope=${scope}&${range}&asOf=2017-12-31`)
  return new Map(rows.map((row) => [`${row.entity ?? ''} ${row.period}`, row]))
}

const reported = async (report: string, query: string): Promise<readonly Deal[]> =>
  (await get<{ rows: readonly Deal[] }>(`/v1/reports/${report}?${query}&asOf=2017-12-31`)).rows

/** Each published column, and the figures that must say the same. */
const measures: Readonly<Record<string, readonly string[]>> = {
  won_value: ['won-value', 'net-sales'],
  won_deals: ['won-opportunities', 'orders'],
  lost_deals: ['lost-opportunities'],
  win_rate: ['win-rate'],
  buying_accounts: ['buying-accounts'],
  avg_order_size: ['average-order-size'],
}

const manager = 'manager:'

/** Whose line it is: a seller's, or a manager's. */
const ownerOf = (name = ''): { readonly scope: 'rep' | 'team'; readonly entity: string } =>
  name.startsWith(manager) ? { scope: 'team', entity: name.slice(manager.length) } : { scope: 'rep', entity: name }

/** Every answer that differs, as text: the published figure and ours. */
const wrongAnswers = async (lines: ReturnType<typeof linesOf>): Promise<readonly string[]> => {
  const asked = Object.entries(measures).flatMap(([column, kpis]) => kpis.map((kpi) => ({ column, kpi })))
  const wrong: string[] = []
  for (const { column, kpi } of asked) {
    const rows = { rep: await rowsOf(kpi, 'rep'), team: await rowsOf(kpi, 'team') }
    const answer = ({ agent_or_manager: name, month }: (typeof lines)[number]) => {
      const { scope, entity } = ownerOf(name)
      return rows[scope].get(`${entity} ${month}`)?.value ?? null
    }
    const differing = lines.filter((line) => numberOf(answer(line)) !== numberOf(line[column] ?? ''))
    wrong.push(...differing.map((line) => `${kpi}: ${JSON.stringify(line)}, but ${answer(line)} answered`))
  }
  return wrong
}

const numberOf = (value: string | number | null): number | null => (value === null || value === '' ? null : Number(value))

const publishedLines = () => linesOf(readFileSync(join(dealAnswers ?? '', 'agent_month.csv'), 'utf8'))
const published = () => JSON.parse(readFileSync(join(dealAnswers ?? '', 'summary.json'), 'utf8')) as Record<string, unknown>

describe.skipIf(dealBook === null || dealAnswers === null)('a real book of deals', () => {
  beforeAll(async () => {
    started.folder = mkdtempSync(join(tmpdir(), 'daybook-deal-book-'))
    started.book = await startBook(started.folder)
    const headers = { 'content-type': 'application/x-ndjson' }
    const response = await fetch(`${started.book.url}/v1/imports`, { method: 'POST', headers, body: dealBook?.() ?? '' })
    started.summary = ((await response.json()) as { summary: object }).summary
    await caughtUp(started.book.url)
  }, 240_000)

  afterAll(async () => {
    await started.book?.kill('SIGTERM')
    if (started.folder !== undefined) rmSync(started.folder, { recursive: true })
  })

  test('is taken in whole', () => {
    // 35 sellers hired and in teams, 85 accounts, 8,800 deals, 6,711 of them closed, 4,238 with an order.
    const accepted = 2 * 35 + 85 + 8_800 + 6_711 + 4_238
    expect(started.summary).toEqual({ accepted, duplicate: 0, conflict: 0, rejected: 0, quarantined: 0 })
  })

  test('gives every published figure by seller, manager and month', { timeout: 120_000 }, async () => {
    const lines = publishedLines()
    expect(lines.length).toBe(360)
    expect(await wrongAnswers(lines)).toEqual([])
  })

  test('has no figure where none is published', { timeout: 120_000 }, async () => {
    const known = new Set(publishedLines().map(({ agent_or_manager: name, month }) => `${ownerOf(name).entity} ${month}`))
    const scopes = ['rep', 'team'].flatMap((scope) => ['won-opportunities', 'lost-opportunities'].map((kpi) => ({ kpi, scope })))
    for (const { kpi, scope } of scopes) {
      const some = [...(await rowsOf(kpi, scope))].filter(([, { value }]) => value !== 0)
      expect(some.filter(([cell]) => !known.has(cell))).toEqual([])
    }
  })

  test('gives the published totals, in figures and deal by deal', { timeout: 120_000 }, async () => {
    const year = 'period=FY2017'
    const figure = async (kpi: string) => (await rowsOf(kpi, 'org', year)).get(' FY2017')?.value
    const open = await reported('pipeline', '')
    const ended = await reported('wins-losses', year)
    const deals = [...open, ...ended]
    const count = (rows: readonly Deal[], of: (row: Deal) => boolean) => rows.filter(of).length
    const inStage = (stage: string) => (row: Deal) => row.stage === stage
    const agentsOf = Map.groupBy(deals, ({ accountId }) => accountId)
    agentsOf.delete(null)
    const ofNobody = open.filter(({ accountId }) => accountId === null)
    const found = {
      deals: deals.length,
      stages: {
        Won: await figure('won-opportunities'),
        Engaging: count(open, inStage('Engaging')),
        Lost: await figure('lost-opportunities'),
        Prospecting: count(open, inStage('Prospecting')),
      },
      won_value: Number(await figure('won-value')),
      agents_with_deals: new Set(deals.map(({ ownerId }) => ownerId)).size,
      accounts: agentsOf.size,
      blank_account: { Engaging: count(ofNobody, inStage('Engaging')), Prospecting: count(ofNobody, inStage('Prospecting')) },
      gtxpro: count(deals, ({ productId }) => productId === 'GTXPro'),
      first_engage: deals.map(({ openedOn }) => String(openedOn)).sort()[0],
      last_close: ended
        .map(({ closedOn }) => String(closedOn))
        .sort()
        .at(-1),
      agents_per_account_max: Math.max(...[...agentsOf.values()].map((own) => new Set(own.map(({ ownerId }) => ownerId)).size)),
    }
    expect(published()).toEqual({ ...found, agents_in_teams: 35 })
  })

  test('explains what was won down to the deals, and finds rates equal when all is folded anew', {
    timeout: 120_000,
  }, async () => {
    const [line] = publishedLines()
    const { entity } = ownerOf(line?.agent_or_manager)
    const asked = `scope=rep&entity=${encodeURIComponent(entity)}&period=${line?.month}&asOf=2017-12-31`
    const { entries } = await get<{ entries: readonly { reason: string }[] }>(`/v1/kpis/won-opportunities/explain?${asked}`)
    expect(entries.filter(({ reason }) => reason === 'won').length).toBe(Number(line?.won_deals))
    expect(await get(`/v1/kpis/win-rate/verify?${asked}`)).toMatchObject({ equal: true })
  })
})

import { z } from 'zod'
import type { Client } from '../client.ts'
import { DiffAnswer } from '../commands/diff.ts'
import { Explanation } from '../commands/explain.ts'
import { Shown } from '../entries.ts'
import { ask } from '../problem.ts'
import { reps, teams } from './cast.ts'
import type { CloudEvent } from './entry.ts'
import { lastDay } from './purchases.ts'

/** The business day that the demonstration looks from: the last of the sample book. */
const demoAsOf = lastDay
const yearToDate = '2025-12:ytd'

type Value = { readonly value: z.infer<typeof Shown>; readonly reason?: string | undefined }

/** One line of the table of KPIs. */
export type KpiLine = {
  readonly scope: 'rep' | 'team' | 'org'
  readonly id: string | null
  readonly name: string
  readonly values: Readonly<Record<string, Value>>
}

/** A figure as it was known at one moment, and what brought it there from the moment before. */
export type Moment = {
  readonly label: string
  readonly knownAt: string | null
  readonly value: Value
  readonly byReason: Readonly<Record<string, z.infer<typeof Shown>>>
  readonly difference: z.infer<typeof Shown>
}

/** Everything that the demonstration shows. */
export type Tour = {
  readonly asOf: string
  readonly kpis: readonly KpiLine[]
  readonly moments: readonly Moment[]
  readonly explanation: Explanation
  readonly links: Readonly<Record<string, string>>
}

/** The KPIs of the table: flows and quota for the year to date, stocks on the day. */
const tourKpis = [
  { kpi: 'net-sales', period: yearToDate },
  { kpi: 'quota', period: yearToDate },
  { kpi: 'quota-attainment', period: yearToDate },
  { kpi: 'orders', period: yearToDate },
  { kpi: 'average-order-size', period: yearToDate },
  { kpi: 'buying-accounts', period: '2025-12' },
  { kpi: 'active-accounts', period: null },
  { kpi: 'overdue-buyers', period: null },
] as const

const Rows = z.looseObject({
  rows: z.array(z.looseObject({ entity: z.string().nullable(), value: Shown, reason: z.string().optional() })),
})

/** Asks the book, through its public interface, for all that the demonstration shows. */
export const tourOf = async (client: Client, book: readonly CloudEvent[]): Promise<Tour> => {
  const cell = correctedCell(book)
  const explain = `/v1/kpis/net-sales/explain?${cell}`
  return {
    asOf: demoAsOf,
    kpis: await kpiLines(client),
    moments: await februaries(client),
    explanation: await ask(client, Explanation, { path: explain }),
    links: {
      interface: '/docs',
      attainment: `/v1/kpis/quota-attainment?scope=rep&period=${yearToDate}&asOf=${demoAsOf}`,
      explained: explain,
      overdue: `/v1/reports/overdue-buyers?asOf=${demoAsOf}&top=10`,
      lost: `/v1/reports/lost-accounts?asOf=${demoAsOf}`,
    },
  }
}

const kpiLines = async (client: Client): Promise<readonly KpiLine[]> => {
  const lines: KpiLine[] = [
    ...reps.map(({ repId, name }) => ({ scope: 'rep' as const, id: repId, name: `${repId} ${name}`, values: {} })),
    ...teams.map(({ teamId, name }) => ({ scope: 'team' as const, id: teamId, name, values: {} })),
    { scope: 'org', id: null, name: 'Organisation', values: {} },
  ]
  const columns = await Promise.all(tourKpis.map(async (column) => ({ column, values: await valuesOf(client, column) })))
  return lines.map((line) => {
    const own = columns.map(
      ({ column, values }) => [column.kpi, values.get(`${line.scope} ${line.id}`) ?? { value: null }] as const,
    )
    return { ...line, values: Object.fromEntries(own) }
  })
}

const valuesOf = async (client: Client, { kpi, period }: (typeof tourKpis)[number]): Promise<ReadonlyMap<string, Value>> => {
  const values = new Map<string, Value>()
  for (const scope of ['rep', 'team', 'org']) {
    const path = `/v1/kpis/${kpi}?scope=${scope}&asOf=${demoAsOf}${period === null ? '' : `&period=${period}`}`
    const { rows } = await ask(client, Rows, { path })
    for (const { entity, value, reason } of rows) values.set(`${scope} ${entity}`, { value, reason })
  }
  return values
}

const known = [
  { label: 'on 2 March', knownAt: '2025-03-02T00:00:00Z' },
  { label: 'at the close', knownAt: '2025-03-05T22:00:00Z' },
  { label: 'now', knownAt: null },
] as const

/** Net sales of February 2025 in the organisation, as known at three moments. */
const februaries = async (client: Client): Promise<readonly Moment[]> => {
  const cell = `scope=org&period=2025-02&asOf=${demoAsOf}`
  const moments: Moment[] = []
  for (const [index, { label, knownAt }] of known.entries()) {
    const at = knownAt === null ? '' : `&knownAt=${knownAt}`
    const { rows } = await ask(client, Rows, { path: `/v1/kpis/net-sales?${cell}${at}` })
    const value = rows[0] ?? { value: null }
    const before = known[index - 1]?.knownAt
    if (before === undefined || before === null) {
      moments.push({ label, knownAt, value, byReason: {}, difference: null })
      continue
    }
    const to = knownAt === null ? '' : `&toKnownAt=${knownAt}`
    const diff = await ask(client, DiffAnswer, { path: `/v1/kpis/net-sales/diff?${cell}&fromKnownAt=${before}${to}` })
    moments.push({ label, knownAt, value, byReason: diff.byReason ?? {}, difference: diff.difference })
  }
  return moments
}

/** The account whose February order was corrected after February had been closed. */
const correctedCell = (book: readonly CloudEvent[]): string => {
  const correction = book.find(({ type, id }) => type === 'OrderCorrected' && id.endsWith('-freight'))
  if (correction === undefined) throw new Error('the sample book has no correction after the close')
  return `scope=account&entity=${correction.subject}&period=2025-02`
}

import type { Day } from '@daybook/domain'
import { reports } from '@daybook/projections'
import { describe, expect, test } from 'vitest'
import { classified, keyReview } from '../../../../tests/books/lists.ts'
import { type Line, openBook, order, workedExample } from '../../../../tests/books/worked-example.ts'
import { openAnswers } from './answers.ts'
import type { Sources } from './sources.ts'

const registered = (accountId: string, parentId: string): Line => ({
  id: `acc-${accountId}`,
  type: 'AccountRegistered',
  effectiveOn: '2024-01-01',
  recordedAt: '2024-01-01T09:00:00Z',
  stream: `account-${accountId}`,
  data: { accountId, name: accountId, industry: 'MFG', parentId },
})

const inStream = (type: Line['type'], accountId: string, [day, data]: readonly [string, object]): Line => ({
  id: `${type}-${accountId}-${day}`,
  type,
  effectiveOn: day,
  recordedAt: `${day}T20:00:00Z`,
  stream: `account-${accountId}`,
  data: { accountId, ...data },
})

const soldBy = (line: Line, salespersonId: string): Line => ({ ...line, data: { ...line.data, salespersonId } })
const lost = { reasonCode: 'competitor', reasonClass: 'preventable' }

/** Accounts that nobody was assigned to: who owns them is told by their orders alone. `B1` was lost twice. */
const lines: readonly Line[] = [
  ...['B1', 'B2', 'B3'].map((accountId) => registered(accountId, 'A1')),
  ...workedExample,
  ...['2025-03-02', '2025-03-09', '2025-03-16'].map((day) => soldBy(order(`B1-${day}`, 'B1', [day, '500']), 'R1')),
  inStream('AccountLost', 'B1', ['2025-03-18', lost]),
  inStream('AccountWonBack', 'B1', ['2025-03-20', {}]),
  inStream('AccountLost', 'B1', ['2025-03-25', lost]),
  soldBy(order('B2-1', 'B2', ['2025-03-26', '700']), 'R2'),
  order('B3-1', 'B3', ['2025-03-27', '700']),
  keyReview('K1', '2025-03-28', { rollupToParent: true }),
  ...classified('K1', '2025-03-28', { A1: 'KEY', A2: 'SECONDARY' }),
]

/** The sources with what is read of them written down: the documents of a kind, the events of a partition, the sales of a span of days. */
const counted = (sources: Sources): { readonly sources: Sources; readonly readings: string[] } => {
  const readings: string[] = []
  const { readModel } = sources
  const counting: Sources['readModel'] = {
    ...readModel,
    documents: (kind, position) => {
      readings.push(`documents ${kind}`)
      return readModel.documents(kind, position)
    },
    eventsOf: (partition, position) => {
      readings.push(`events of ${partition}`)
      return readModel.eventsOf(partition, position)
    },
    byDay: (query) => {
      const { ledger, scope, entities, from, until } = query
      readings.push(`days of ${ledger} ${scope} ${entities?.map(({ id }) => id).join() ?? 'all'} from ${from} until ${until}`)
      return readModel.byDay(query)
    },
  }
  return { sources: { ...sources, readModel: counting }, readings }
}

const { sources, readings } = counted(await openBook(lines))
const answers = openAnswers(sources)
const at = { asOf: '2025-04-01' as Day, position: BigInt(lines.length - 1) }
await answers.report({ report: 'period-close', parameters: {} }, at) // The reference of the book is read once for all reports

const readBy = async (report: string, parameters: Readonly<Record<string, unknown>>, chart: string | null = null) => {
  readings.length = 0
  const answer = await answers.report({ report, parameters, chart }, at)
  if (!answer.ok) throw new Error(JSON.stringify(answer.refusal))
  return { rows: answer.value.rows, readings: readings.toSorted() }
}

const months = { period: ['2025-01', '2025-02', '2025-03'] }
const pictures = reports.flatMap(({ name, charts = [] }) =>
  charts.map((chart) => ({ report: name, parameters: {}, chart: chart.name })),
)

describe('a report reads once what it asks for again', () => {
  test.each([
    { report: 'industry-analysis', parameters: months },
    { report: 'audit-matrix', parameters: { ...months, scope: 'account' } },
    { report: 'account-list', parameters: {} },
    { report: 'lost-accounts', parameters: { kind: 'all' } },
    { report: 'overdue-buyers', parameters: { scope: 'rep', entity: ['R1', 'R2'] } },
    { report: 'key-cut-off', parameters: { rollupToParent: 'true' }, chart: 'cut-off' },
    { report: 'ksi-benchmarks', parameters: months },
    ...pictures,
  ])(
    '$report $parameters $chart',
    async ({ report, parameters, chart }: { report: string; parameters: object; chart?: string }) => {
      const read = await readBy(report, { ...parameters }, chart)
      expect(read.readings).toEqual([...new Set(read.readings)])
    },
  )

  test('all accounts and their sales, however many periods it has rows of', async () => {
    const { rows, readings } = await readBy('industry-analysis', months)
    expect(new Set(rows.map(({ period }) => period))).toEqual(new Set(months.period))
    expect(readings.filter((reading) => reading.startsWith('documents'))).toEqual(['documents account', 'documents seller-list'])
  })

  test('the events of an account, though it tells its owner and its orders, of two losses', async () => {
    const { rows, readings } = await readBy('lost-accounts', { entity: 'B1' })
    expect(rows.map(({ lostOn, repAtLoss, firstOrderOn }) => [lostOn, repAtLoss, firstOrderOn])).toEqual([
      ['2025-03-18', 'R1', '2025-03-02'],
      ['2025-03-25', 'R1', null],
    ])
    expect(readings.filter((reading) => reading === 'events of account:B1')).toHaveLength(1)
  })

  test('the events of an account without an owner, in whose book it stands month by month by its orders', async () => {
    const { rows, readings } = await readBy('industry-analysis', {
      period: ['2025-02', '2025-03'],
      entity: ['R1', 'R2', 'HOUSE'],
    })
    const [february, march] = months.period
      .slice(1)
      .map((month) =>
        Object.fromEntries(
          rows
            .filter(({ period, industry }) => period === month && industry === 'MFG')
            .map(({ repId, accounts }) => [repId, accounts]),
        ),
      )
    expect(february).toEqual({ HOUSE: 3 })
    expect(march).toEqual({ R2: 1, HOUSE: 1, R1: 0 })
    expect(readings.filter((reading) => reading === 'events of account:B2')).toHaveLength(1)
  })

  test('but never what another report has read', async () => {
    await readBy('account-list', {})
    expect((await readBy('account-list', {})).readings).toContain('documents account')
  })
})

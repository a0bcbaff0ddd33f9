import { derived, kpis, reports } from '@daybook/projections'
import { describe, expect, test } from 'vitest'
import { type Expected, expectedAnswers, openFx1 } from './fx1-book.ts'

const isMissing = expectedAnswers === null
const stated: readonly Expected[] = expectedAnswers ?? []
const opened = isMissing ? null : await openFx1()

const book = () => {
  if (opened === null) throw new Error('FX-1 is not at hand')
  return opened
}

const measures = new Set([...kpis, ...derived].map(({ name }) => name))
const tables = new Set(reports.map(({ name }) => name))

const title = ({ kpi, report, scope, entity, period, asOf, knownAt }: Expected): string =>
  [kpi ?? report, scope, entity, period, `as of ${asOf}`, `known ${knownAt ?? 'now'}`].filter((part) => part !== null).join(' ')

/** Rows with their titles; one line that says so, to be skipped, where the fixture is not at hand. */
const titled = (rows: readonly Expected[]): readonly (readonly [string, Expected])[] =>
  isMissing
    ? [['FX-1 is not at hand', { scope: null, entity: null, period: null, asOf: '', knownAt: null, value: null }]]
    : rows.map((row) => [title(row), row])

const times = ({ asOf, knownAt }: Expected) => book().at(asOf, knownAt)

const cells = stated.filter(({ kpi }) => kpi !== undefined && measures.has(kpi))
const every = (rest: number) => titled(cells.filter((_, place) => place % 7 === rest))

const cellOf = ({ kpi = '', scope, entity, period }: Expected) => ({ kpi, scope: scope ?? ('org' as const), entity, period })

describe.skipIf(isMissing)('FX-1', () => {
  test.each(titled(cells))('states %s', async (_, row) => {
    const { entity, period, value, reason, exact } = row
    const asked = { ...cellOf(row), entities: entity === null ? null : [entity], periods: [period ?? ''] }
    const answer = await book().answers.values(asked, await times(row))
    const facts = { ...(reason === undefined ? {} : { reason }), ...(exact === undefined ? {} : { exact }) }
    expect(answer).toMatchObject({ ok: true, value: { rows: [{ entity, period, value, ...facts }] } })
  })

  test.each(every(0))('holds against its raw events: %s', async (_, row) => {
    expect(await book().answers.verify(cellOf(row), await times(row))).toMatchObject({
      value: { equal: true, served: row.value, arithmetic: { ok: true }, completeness: { ok: true } },
    })
  })

  test.each(every(3))('is explained, and replayed to the end: %s', async (_, row) => {
    expect(await book().answers.explain(cellOf(row), await times(row))).toMatchObject({ value: { value: row.value } })
    const replay = await book().answers.replay(cellOf(row), await times(row), { limit: 1_000 })
    const end = row.value === null ? { value: null, reason: row.reason } : row.value
    if (replay.ok && replay.value.steps.length > 0) expect(replay.value.steps.at(-1)?.valueAfter).toEqual(end)
  })

  test.each(titled(stated.filter(({ report = '' }) => tables.has(report))))('lists %s', async (_, row) => {
    const table = await book().report(row.report ?? '', parametersOf(row), await times(row))
    if (Array.isArray(row.value)) {
      expect(table.map((each) => only(each, Object(row.value)[0]))).toEqual(row.value)
      return
    }
    expect(
      only(row.report === 'key-cut-off' ? table[0] : table.find((each) => each[nameOf(row)] === row.entity), row.value),
    ).toEqual(row.value)
  })

  test('has nothing of this release that is not asked', () => {
    const asked = stated.filter(({ kpi = '', report = '' }) => measures.has(kpi) || tables.has(report))
    expect(asked.length).toBeGreaterThanOrEqual(430)
  })
})

/** Parameters as the address of the report has them; of lists by account the entity only names the row. */
const parametersOf = ({ report, scope, entity, period, params = {} }: Expected): Readonly<Record<string, unknown>> => {
  if (report === 'assignment-history') return { account: entity }
  if (report === 'key-cut-off') return { ...params, scope, entity }
  return scope === null ? params : { ...params, scope, entity, period }
}

const ofOwners: ReadonlySet<string> = new Set(['sales-vs-quota', 'monthly-buying-accounts', 'territory-retention'])

const nameOf = ({ report = '' }: Expected): string => {
  if (report === 'qbr') return 'commitmentId'
  if (report === 'industry-analysis') return 'repId'
  return ofOwners.has(report) ? 'ownerId' : 'accountId'
}

const only = (row: object | undefined, like: unknown) =>
  row === undefined || like === null
    ? (row ?? null)
    : Object.fromEntries(Object.keys(like as object).map((key) => [key, Object(row)[key]]))

import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { fx1MergeAnswers, fx1MergeEvents } from '../fixtures/golden.ts'
import { type Expected, openFx1 } from './fx1-book.ts'

const isMissing = fx1MergeAnswers === null || fx1MergeEvents === null
const stated: readonly Expected[] = fx1MergeAnswers === null ? [] : JSON.parse(readFileSync(fx1MergeAnswers, 'utf8'))
const opened = fx1MergeEvents === null || isMissing ? null : await openFx1(fx1MergeEvents)

const book = () => {
  if (opened === null) throw new Error('FX-1 is not at hand')
  return opened
}

const cells = stated.filter(({ kpi }) => kpi !== undefined)
const rows = stated.filter(({ report }) => report !== undefined)

const title = ({ kpi, report, scope, entity, period, knownAt }: Expected): string =>
  [kpi ?? report, scope, entity, period, `known ${knownAt}`].filter((part) => part !== null).join(' ')

const times = ({ asOf, knownAt }: Expected) => book().at(asOf, knownAt)
const cellOf = ({ kpi = '', scope, entity, period }: Expected) => ({ kpi, scope: scope ?? ('org' as const), entity, period })

// Golden vector 22 of the domain specification.
describe.skipIf(isMissing)('FX-1 with two accounts merged', () => {
  test.each(cells.map((row) => [title(row), row] as const))('states %s', async (_, row) => {
    const { entity, period, value } = row
    const asked = { ...cellOf(row), entities: entity === null ? null : [entity], periods: [period ?? ''] }
    expect(await book().answers.values(asked, await times(row))).toMatchObject({ value: { rows: [{ entity, period, value }] } })
  })

  test.each(cells.map((row) => [title(row), row] as const))('holds against its raw events: %s', async (_, row) => {
    expect(await book().answers.verify(cellOf(row), await times(row))).toMatchObject({
      value: { equal: true, served: row.value, arithmetic: { ok: true }, completeness: { ok: true } },
    })
    expect(await book().answers.explain(cellOf(row), await times(row))).toMatchObject({ value: { value: row.value } })
  })

  test.each(rows.map((row) => [title(row), row] as const))('lists %s', async (_, row) => {
    const { report = '', scope, entity, period } = row
    const table = await book().report(report, { scope, entity: entity === 'ORG' ? undefined : entity, period }, await times(row))
    expect(table).toContainEqual(expect.objectContaining(row.value as object))
  })

  test('states sixteen cells and a row', () => {
    expect([cells.length, rows.length]).toEqual([16, 1])
  })
})

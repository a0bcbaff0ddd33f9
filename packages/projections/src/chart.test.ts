import { Day, fiscalCalendar } from '@daybook/domain'
import { expect, test } from 'vitest'
import { reports } from './catalogue.ts'
import { columnsNamed, type Drawing, withDefaults } from './chart.ts'

const at = { asOf: Day.parse('2025-04-10'), calendar: fiscalCalendar([]) }

test('a span counts back from the month, quarter or year of the day', () => {
  expect(withDefaults({}, { span: { months: 12 } }, at)).toEqual({ from: '2024-05', to: '2025-04' })
  expect(withDefaults({}, { span: { quarters: 3 } }, at)).toEqual({ quarter: ['2024-Q4', '2025-Q1', '2025-Q2'] })
  expect(withDefaults({}, { span: { yearToDate: true } }, at)).toEqual({ from: '2025-01', to: '2025-04' })
  expect(withDefaults({}, { span: { wholeQuarter: true } }, at)).toEqual({ period: ['2025-Q2'] })
})

test('what is asked for wins', () => {
  const defaults = { span: { months: 12 }, scope: 'org' } as const
  expect(withDefaults({ period: ['2025-01'] }, defaults, at)).toEqual({ scope: 'org', period: ['2025-01'] })
  expect(withDefaults({ entity: ['R1'] }, defaults, at)).toEqual({ entity: ['R1'], from: '2024-05', to: '2025-04' })
  expect(withDefaults({ from: undefined, scope: undefined }, defaults, at)).toEqual({
    scope: 'org',
    from: '2024-05',
    to: '2025-04',
  })
})

/** The columns that a drawing names. */
const namedIn = (drawing: Drawing): readonly string[] =>
  Object.entries(drawing).flatMap(([part, value]) =>
    part === 'kind' || part === 'mark' || part === 'cap' ? [] : [value as string | readonly string[]].flat(),
  )

test('every chart of every report is drawn from columns that its data have, under a name of its own', () => {
  const charts = reports.flatMap(({ name, charts: own = [] }) => own.map((chart) => ({ report: name, chart })))
  expect(charts.length).toBeGreaterThan(8)
  for (const { report, chart } of charts) {
    const ids = chart.columns.map(({ id }) => id)
    for (const id of [...namedIn(chart.drawing), ...(chart.panels ?? [])])
      expect([report, chart.name, ids]).toEqual([report, chart.name, expect.arrayContaining([id])])
    expect(new Set(ids).size).toBe(ids.length)
  }
  const names = charts.map(({ report, chart }) => `${report} ${chart.name}`)
  expect(new Set(names).size).toBe(names.length)
})

test('a chart of a column that there is not does not load', () => {
  expect(() => columnsNamed([], 'luck')).toThrow('luck')
})

import { Day, fiscalCalendar } from '@daybook/domain'
import { expect, test } from 'vitest'
import { reports, workbooks } from './catalogue.ts'
import { sheetsAsked, type Workbook } from './workbook.ts'
import { businessPlan } from './workbooks/business-plan.ts'

const at = { asOf: Day.parse('2025-04-10'), calendar: fiscalCalendar([]), reports }
const askedOf = (workbook: Workbook, asked: Readonly<Record<string, unknown>>) =>
  Object.fromEntries(sheetsAsked(workbook, asked, at).map(({ report, parameters }) => [report.name, parameters]))

test('every sheet of every workbook is a report, and takes what its line says', () => {
  for (const workbook of workbooks)
    for (const { report, parameters } of sheetsAsked(workbook, {}, at))
      expect([report.name, report.parameters.safeParse(parameters).success]).toEqual([report.name, true])
})

test('the business plan shows the year so far and two years of buying where nobody asks for a period', () => {
  const asked = askedOf(businessPlan, {})
  expect(asked['sales-vs-quota']).toEqual({ from: '2025-01', to: '2025-04' })
  expect(asked['monthly-buying-accounts']).toEqual({ from: '2023-05', to: '2025-04' })
  expect(asked['overdue-buyers']).toEqual({})
  expect(asked['product-mix']).toEqual({ scope: 'org' })
  expect(asked['territory-retention']).toEqual({ period: ['2025-Q2'] })
})

test('the business plan has a sheet of each report that it is said to have', () => {
  expect(businessPlan.sheets.map(({ report }) => report)).toEqual([
    ...['industry-analysis', 'sales-forecaster', 'product-mix', 'sales-vs-quota', 'monthly-buying-accounts'],
    ...['audit-matrix', 'overdue-buyers', 'territory-retention', 'lost-accounts'],
  ])
})

test('a sheet takes of what is asked for what its report has', () => {
  const asked = askedOf(businessPlan, { scope: 'rep', entity: ['R1'], period: ['2025-02'] })
  expect(asked['sales-vs-quota']).toEqual({ scope: 'rep', entity: ['R1'], period: ['2025-02'] })
  expect(asked['overdue-buyers']).toEqual({ scope: 'rep', entity: ['R1'] })
  expect(asked['sales-forecaster']).toEqual({ scope: 'rep', entity: ['R1'] })
  expect(asked['product-mix']).toEqual({ scope: 'rep', entity: ['R1'], period: ['2025-02'] })
})

test('a sheet of a report that there is not does not load', () => {
  const wrong: Workbook = { ...businessPlan, sheets: [{ report: 'sales-vs-quotas' }] }
  expect(() => sheetsAsked(wrong, {}, at)).toThrow('sales-vs-quotas')
})

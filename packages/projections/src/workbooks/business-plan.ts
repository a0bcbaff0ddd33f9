import { defineWorkbook } from '../workbook.ts'

/**
 * R-77 of the domain specification: the reports at one pair of times, with the accounts won and lost of R-R1
 * and the sales by product of RM-07, which those do not have. One line for each sheet. The charts are drawn
 * from what is on the sheets of.
 */
export const businessPlan = defineWorkbook({
  name: 'business-plan',
  title: 'Business plan',
  definition:
    'Sales by industry, account and product with what is expected of them, sales against quota, buying accounts, strengths and weaknesses, overdue buyers, and accounts won and lost, all at one pair of times.',
  version: 1,
  sheets: [
    { report: 'industry-analysis', span: { yearToDate: true } },
    { report: 'sales-forecaster' },
    { report: 'product-mix', scope: 'org' },
    { report: 'sales-vs-quota', span: { yearToDate: true } },
    { report: 'monthly-buying-accounts', span: { months: 24 } },
    { report: 'audit-matrix' },
    { report: 'overdue-buyers' },
    { report: 'territory-retention', span: { wholeQuarter: true } },
    { report: 'lost-accounts' },
  ],
})

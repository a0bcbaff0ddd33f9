import { defineWorkbook } from '../workbook.ts'

/** R-77 of the domain specification: the reports at one pair of times. One line for each sheet. */
export const businessPlan = defineWorkbook({
  name: 'business-plan',
  title: 'Business plan',
  definition: 'Sales against quota, buying accounts, overdue buyers and losses, all at one pair of times.',
  version: 1,
  sheets: [
    { report: 'industry-analysis', span: { yearToDate: true } },
    { report: 'sales-vs-quota', span: { yearToDate: true } },
    { report: 'monthly-buying-accounts', span: { months: 24 } },
    { report: 'audit-matrix' },
    { report: 'overdue-buyers' },
    { report: 'lost-accounts' },
  ],
})

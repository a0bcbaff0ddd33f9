import { accept, amountOf, byText, decimalOf } from '@daybook/domain'
import { z } from 'zod'
import { fraction, sixDecimals } from '../exact.ts'
import { defineReport, periodParameters, type ReportRow, repeated } from '../report.ts'
import { lostAccountsReport } from './lost-accounts.ts'

/** R-R2 of the domain specification: the rows of R-100 by what they were lost to. Sales lost are those of the twelve months before. */
export const lossCauses = defineReport({
  name: 'loss-causes',
  title: 'Causes of losses',
  definition:
    'Accounts declared lost by inevitable and preventable reason: how many, and the net sales of the twelve months before that went with them.',
  whenEmpty: { needs: ['AccountLost'] },
  version: 1,
  view: 'book',
  parameters: z.strictObject({
    ...periodParameters,
    scope: z.enum(['org', 'team', 'rep', 'industry', 'account']).optional(),
    entity: repeated,
  }),
  columns: [
    { id: 'reasonClass', title: 'Class', type: 'id' },
    { id: 'reasonCode', title: 'Reason', type: 'id' },
    { id: 'lostAccounts', title: 'Lost accounts', type: 'integer' },
    { id: 'share', title: 'Share of lost accounts', type: 'ratio' },
    { id: 'classShare', title: 'Share of the class', type: 'ratio' },
    { id: 'salesLost', title: 'Net sales, 12 months before the loss', type: 'money', unit: 'currency' },
    { id: 'previousFySales', title: 'Net sales, fiscal year before', type: 'money', unit: 'currency' },
    { id: 'wonBack', title: 'Won back since', type: 'integer' },
  ],
  rows: (context, parameters) =>
    lostAccountsReport
      .rows(context, { ...parameters, kind: 'declared' } as never)
      .then((lost) => (lost.ok ? accept(causesOf(lost.value)) : lost)), // Sound: the parameters of the other report
})

/** One row for each reason, the most frequent of its class first. */
const causesOf = (lost: readonly ReportRow[]): readonly ReportRow[] =>
  classes.flatMap((reasonClass) => {
    const ofClass = lost.filter((row) => row.reasonClass === reasonClass)
    return [...Map.groupBy(ofClass, (row) => row.reasonCode)]
      .map(([reasonCode, rows]) => ({
        reasonClass,
        reasonCode,
        lostAccounts: rows.length,
        share: shareOf(rows, lost),
        classShare: shareOf(ofClass, lost),
        salesLost: sumOf(rows, 'r12BeforeLoss'),
        previousFySales: sumOf(rows, 'previousFySales'),
        wonBack: rows.filter(({ wonBackOn }) => wonBackOn !== null).length,
      }))
      .sort((a, b) => b.lostAccounts - a.lostAccounts || byText(String(a.reasonCode), String(b.reasonCode)))
  })

const classes = ['inevitable', 'preventable', 'unknown']

const shareOf = (some: readonly unknown[], all: readonly unknown[]): string =>
  sixDecimals(fraction(BigInt(some.length), BigInt(all.length)))

/** A year that the calendar does not have adds nothing. */
const sumOf = (rows: readonly ReportRow[], column: 'r12BeforeLoss' | 'previousFySales'): string =>
  decimalOf(rows.reduce((sum, { [column]: value }) => sum + (typeof value === 'string' ? amountOf(value) : 0n), 0n))

import { accept } from '@daybook/domain'
import { z } from 'zod'
import { accountsInBooks, type BookAsked } from '../book-owner.ts'
import { type MixAsked, mixOf } from '../product-mix-rows.ts'
import { defineReport, periodParameters, periodsOrYear, type ReportContext, repeated } from '../report.ts'
import { accountParameters, isAsked, namesOf } from '../report-accounts.ts'

/**
 * RM-07 of the domain specification: M-09 and M-32, of the organisation and of each account. Without a period it is of the fiscal year
 * of the day; of a rep or a team it is that of the
 * accounts in their books on the day. Lines of no family are in no row, so that shares may add up to less than one.
 */
export const productMix = defineReport({
  name: 'product-mix',
  title: 'Product mix',
  definition: 'What each account buys of each product family, and what it bought regularly and no longer does.',
  whenEmpty: { needs: ['OrderAccepted'] },
  version: 1,
  view: 'credit',
  parameters: z.strictObject({
    ...periodParameters,
    ...accountParameters,
    scope: z.enum(['org', 'team', 'rep', 'account']).optional(),
    family: repeated,
  }),
  columns: [
    { id: 'period', title: 'Period', type: 'id' },
    { id: 'accountId', title: 'Account', type: 'id' },
    { id: 'accountName', title: 'Name', type: 'text' },
    { id: 'family', title: 'Family', type: 'id' },
    { id: 'netSales', title: 'Net sales', type: 'money', unit: 'currency' },
    { id: 'share', title: 'Share of net sales', type: 'ratio' },
    { id: 'reason', title: 'Reason', type: 'id' },
    { id: 'accounts', title: 'Accounts', type: 'integer' },
    { id: 'firstBoughtOn', title: 'First bought', type: 'date' },
    { id: 'lastBoughtOn', title: 'Last bought', type: 'date' },
    { id: 'status', title: 'Status', type: 'id' },
  ],
  rows: (context, parameters) => {
    const periods = periodsOrYear(context, parameters)
    if (!periods.ok) return Promise.resolve(periods)
    return Promise.all([namesOf(context), context.salesByDay(null), accountsMeant(context, parameters)]).then(
      ([nameOf, sales, isOf]) =>
        Promise.all(periods.value.map((period) => mixOf(context, { period, sales, parameters, isOf }))).then((mixes) =>
          accept(mixes.flat().map((row) => ({ ...row, accountName: nameOf(String(row.accountId)) }))),
        ),
    )
  },
  cells: ({ accountId, family, period }) =>
    accountId === null ? [{ kpi: 'product-share', scope: 'family', entity: String(family), period: String(period) }] : [],
})

/** Whether an account has rows: by name, or by whose book it is in. */
const accountsMeant = (context: ReportContext, asked: BookAsked & MixAsked): Promise<(accountId: string) => boolean> => {
  const { account, scope, entity } = asked
  if (account !== undefined || entity === undefined || (scope !== 'rep' && scope !== 'team'))
    return Promise.resolve(isAsked(asked))
  return accountsInBooks(context, asked).then((accounts) => {
    const ids = new Set(accounts.map(({ accountId }) => accountId))
    return (accountId) => ids.has(accountId)
  })
}

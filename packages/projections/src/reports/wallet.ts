import { accept, addMonths, byText, type Day, dayNumber, dayOf, decimalOf } from '@daybook/domain'
import { z } from 'zod'
import type { RelationsDocument } from '../documents/relations.ts'
import { fraction, sixDecimals } from '../exact.ts'
import { defineReport, type ReportContext } from '../report.ts'
import { accountParameters, byColumns, customerOn, isAsked, namesOf } from '../report-accounts.ts'
import { type EstimateSpan, estimateSpans } from '../wallet.ts'

/**
 * RM-26 of the domain specification: M-48 for each category. A category is a product family; an estimate is of what the account spends
 * in a year.
 */
export const wallet = defineReport({
  name: 'wallet',
  title: 'Wallet',
  definition:
    'What each account is estimated to spend in each category a year, how much of it is bought here, and how good the estimate is.',
  whenEmpty: { needs: ['WalletEstimated'] },
  version: 1,
  view: 'book',
  parameters: z.strictObject(accountParameters),
  columns: [
    { id: 'accountId', title: 'Account', type: 'id' },
    { id: 'accountName', title: 'Name', type: 'text' },
    { id: 'category', title: 'Category', type: 'id' },
    { id: 'estimate', title: 'Estimated spending', type: 'money', unit: 'currency' },
    { id: 'r12Sales', title: 'Net sales, 12 months', type: 'money', unit: 'currency' },
    { id: 'share', title: 'Share of wallet', type: 'ratio' },
    { id: 'remaining', title: 'Bought elsewhere', type: 'money', unit: 'currency' },
    { id: 'flag', title: 'Flag', type: 'id' },
    { id: 'estimatedOn', title: 'Holds from', type: 'date' },
    { id: 'estimatedUntil', title: 'Holds until', type: 'date' },
    { id: 'ageDays', title: 'Age', type: 'integer', unit: 'days' },
    { id: 'basis', title: 'Basis', type: 'id' },
    { id: 'confidence', title: 'Confidence', type: 'id' },
    { id: 'eventId', title: 'Event', type: 'id' },
  ],
  rows: (context, parameters) => {
    const isMeant = isAsked(parameters)
    return Promise.all([context.documents<RelationsDocument>('relations'), namesOf(context)]).then(([documents, nameOf]) => {
      const all = documents.flatMap((document) => {
        const accountId = customerOn(context, document.accountId, context.asOf)
        return isMeant(accountId) ? estimatesHeld(context, document).map((estimate) => ({ ...estimate, accountId })) : []
      })
      const held = addedUp(all)
      return salesIn(context, [...new Set(held.map(({ category }) => category))]).then((salesOf) =>
        accept(
          held
            .map(({ amount, ...row }) => ({
              ...row,
              accountName: nameOf(row.accountId),
              estimate: decimalOf(amount),
              ...comparedWith(amount, salesOf(row.accountId, row.category)),
            }))
            .sort(byColumns('accountId', 'category')),
        ),
      )
    })
  },
})

type EstimateHeld = ReturnType<typeof estimatesHeld>[number] & { readonly accountId: string }

/** One estimate for each customer and category: where accounts are merged, what each of them spends, with the words of the latest. P-15. */
const addedUp = (estimates: readonly EstimateHeld[]): readonly EstimateHeld[] =>
  [...Map.groupBy(estimates, ({ accountId, category }) => JSON.stringify([accountId, category])).values()].flatMap((own) => {
    const latest = own.toSorted((a, b) => byText(a.estimatedOn, b.estimatedOn)).at(-1)
    const amount = own.reduce((sum, one) => sum + one.amount, 0n)
    return latest === undefined ? [] : [{ ...latest, amount }]
  })

/** The estimates that hold on the day, with their words. */
const estimatesHeld = ({ asOf, reference }: ReportContext, { estimates }: RelationsDocument) => {
  const stated = estimates.map(({ data, on, position }) => ({
    category: data.category as string,
    amount: data.amount,
    currency: data.currency,
    from: dayNumber(on as Day), // Sound: a document holds the days of events
    until: dayNumber(data.effectiveUntil),
    setBy: BigInt(position),
  }))
  const day = dayNumber(asOf)
  const isHeld = ({ from, until }: EstimateSpan): boolean => from <= day && day < until
  return estimateSpans(stated, reference)
    .filter(isHeld)
    .flatMap(({ category, amount, since, setBy }) => {
      const said = estimates.find(({ position }) => BigInt(position) === setBy)
      if (said === undefined) return []
      const { basis, confidence, effectiveUntil } = said.data
      const times = { estimatedOn: dayOf(since), estimatedUntil: effectiveUntil as string, ageDays: day - since }
      return [{ category, amount, ...times, basis, confidence, eventId: said.eventId }]
    })
}

/** Net sales of the twelve months to the day, half-open at the old end (P-11), by account and family. */
const salesIn = ({ asOf, parts }: ReportContext, families: readonly string[]) => {
  const span = { from: dayNumber(addMonths(asOf, -12)) + 1, last: dayNumber(asOf) }
  const read = families.map((entity) => parts({ kpi: 'net-sales', scope: 'family', entity, by: 'account', ...span }))
  return Promise.all(read).then((found) => {
    const sales = new Map(
      found.flatMap((own, place) => own.map(({ account, amount }) => [JSON.stringify([account, families[place]]), amount])),
    )
    return (accountId: string, family: string): bigint => sales.get(JSON.stringify([accountId, family])) ?? 0n
  })
}

const comparedWith = (estimate: bigint, sales: bigint) => ({
  r12Sales: decimalOf(sales),
  share: sixDecimals(fraction(sales, estimate)),
  remaining: decimalOf(sales > estimate ? 0n : estimate - sales),
  flag: sales > estimate ? 'estimate-suspect' : null,
})

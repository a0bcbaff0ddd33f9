import { accept, addDays, type Client, type Day, keyCutOff, nextReviewAfter } from '@daybook/domain'
import { z } from 'zod'
import { fromRows } from '../chart.ts'
import { clientsOn, rolledUp } from '../clients.ts'
import { keyReviewsOf, roundingOn } from '../designated.ts'
import type { CustodianRecord, KeyReviewRecord, KeyReviewsDocument } from '../documents/key-reviews.ts'
import { defineReport, type ReportContext, type ReportRow, repeated } from '../report.ts'
import { orgOwner } from '../report-owners.ts'

/** R-A2 of the domain specification. The cut-off in force comes first. */
export const keyCutOffReport = defineReport({
  name: 'key-cut-off',
  title: 'Key account cut-off',
  definition:
    'The sales from which on an account is KEY: of each review up to the day, the last first; without any, as a review of the day would set them.',
  whenEmpty: { needs: ['OrderAccepted', 'KeyReviewRun'] },
  version: 1,
  view: 'book',
  parameters: z.strictObject({
    scope: z.enum(['org']).optional(),
    entity: repeated.pipe(z.array(z.literal(orgOwner)).optional()),
    rollupToParent: z.stringbool().default(false),
  }),
  columns: [
    { id: 'reviewOn', title: 'Review', type: 'date' },
    { id: 'nClients', title: 'Clients', type: 'integer' },
    { id: 'k', title: 'A quarter of them', type: 'integer' },
    { id: 'keyLevel', title: 'KEY level', type: 'money', unit: 'currency' },
    { id: 'keyCount', title: 'KEY accounts', type: 'integer' },
    { id: 'rounding', title: 'Rounding', type: 'id' },
    { id: 'nextReviewOn', title: 'Next review', type: 'date' },
    { id: 'custodian', title: 'Custodian of the lists', type: 'id' },
  ],
  rows: (context, { rollupToParent }) =>
    keyReviewsOf(context).then((document) => {
      const { asOf } = context
      const reviews = document.reviews.filter(({ reviewOn }) => reviewOn <= asOf).reverse()
      if (reviews.length > 0)
        return accept(reviews.map((review, place) => rowOf(context, document, [review, reviews[place - 1]])))
      return clientsFor(context, rollupToParent).then((clients) => accept([computedRow(context, document, clients)]))
    }),
  charts: [
    {
      name: 'cut-off',
      title: 'Clients by net sales of twelve months, and the KEY level',
      columns: [
        { id: 'rank', title: 'Rank', type: 'integer' },
        { id: 'accountId', title: 'Account', type: 'id' },
        { id: 'r12Sales', title: 'Net sales, 12 months', type: 'money', unit: 'currency' },
        { id: 'keyLevel', title: 'KEY level', type: 'money', unit: 'currency' },
      ],
      drawing: { kind: 'cut-off', rank: 'rank', value: 'r12Sales', cutOff: 'keyLevel' },
      rows: fromRows(([review], context, { rollupToParent }) =>
        clientsFor(context, rollupToParent).then((clients) => curveOf(context, clients, review?.keyLevel ?? null)),
      ),
    },
  ],
})

/** What a review of the day would rank. */
const clientsFor = (context: ReportContext, isRolledUp: boolean): Promise<readonly Client[]> =>
  Promise.all([context.salesByDay(null), isRolledUp ? context.accounts() : []]).then(([sales, documents]) => {
    const clients = clientsOn(sales, context.asOf)
    return isRolledUp ? rolledUp(clients, documents, context.reference) : clients
  })

/** A review with who kept the lists on the last day on which it held, or today. */
const rowOf = (
  { asOf }: ReportContext,
  { custodians }: KeyReviewsDocument,
  [review, next]: readonly [KeyReviewRecord, KeyReviewRecord | undefined],
): ReportRow => {
  const { reviewOn, nClients, k, keyLevel, keyCount, rounding, nextReviewOn } = review
  const last = next === undefined ? asOf : addDays(next.reviewOn as Day, -1) // Sound: a date of an event
  return { reviewOn, nClients, k, keyLevel, keyCount, rounding, nextReviewOn, custodian: custodianOn(custodians, last) }
}

const custodianOn = (custodians: readonly CustodianRecord[], day: string): string | null =>
  custodians.findLast(({ on }) => on <= day)?.custodianId ?? null

const computedRow = (context: ReportContext, { custodians }: KeyReviewsDocument, clients: readonly Client[]): ReportRow => {
  const { asOf } = context
  const rounding = roundingOn(context, asOf)
  const found = keyCutOff(clients, rounding)
  return {
    reviewOn: asOf,
    nClients: found?.ranked.length ?? 0,
    k: found?.k ?? 0,
    keyLevel: found?.keyLevel ?? null,
    keyCount: found?.keyCount ?? 0,
    rounding,
    nextReviewOn: nextReviewAfter(asOf),
    custodian: custodianOn(custodians, asOf),
  }
}

/** The clients of the day in order, beside the level that is in force. */
const curveOf = (context: ReportContext, clients: readonly Client[], keyLevel: unknown): readonly ReportRow[] =>
  (keyCutOff(clients, roundingOn(context, context.asOf))?.ranked ?? []).map((client, place) => ({
    rank: place + 1,
    ...client,
    keyLevel,
  }))

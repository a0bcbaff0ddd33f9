import { accept, decimalOf } from '@daybook/domain'
import { z } from 'zod'
import { type AccountLists, accountLists, bySales, type Listed, lastOrderOf } from '../account-lists.ts'
import { ownersText } from '../book-owner.ts'
import { evaluated, scoresOf, type Thresholds, usualThresholds } from '../evaluation.ts'
import { fraction, sixDecimals } from '../exact.ts'
import { defineReport, type ReportRow, repeated } from '../report.ts'

const scoreOr = (usual: number) => z.coerce.number().min(0).max(5).default(usual)

/** R-A5 of the domain specification. */
export const keyAccountEvaluation = defineReport({
  name: 'key-account-evaluation',
  title: 'Evaluation of key accounts',
  definition:
    'Key accounts, and others that were evaluated, with their scores: which are to grow with, and which are at risk by their scores or by what they buy.',
  whenEmpty: { needs: ['KeyReviewRun', 'AccountEvaluated'] },
  version: 1,
  view: 'book',
  parameters: z.strictObject({
    scope: z.enum(['org', 'team', 'rep', 'account']).optional(),
    entity: repeated,
    potentialMin: scoreOr(usualThresholds.potentialMin),
    meanMin: scoreOr(usualThresholds.meanMin),
    riskMax: scoreOr(usualThresholds.riskMax),
  }),
  columns: [
    { id: 'accountId', title: 'Account', type: 'id' },
    { id: 'accountName', title: 'Name', type: 'text' },
    { id: 'repId', title: 'Seller', type: 'id' },
    { id: 'designation', title: 'Designation', type: 'id' },
    { id: 'r12Sales', title: 'Net sales, 12 months', type: 'money', unit: 'currency' },
    { id: 'decisionMakerAccess', title: 'Access to the decision maker', type: 'integer' },
    { id: 'potential', title: 'Potential', type: 'integer' },
    { id: 'openness', title: 'Openness to ideas', type: 'integer' },
    { id: 'mean', title: 'Mean', type: 'number' },
    { id: 'evaluatedOn', title: 'Evaluated on', type: 'date' },
    { id: 'growth', title: 'To grow with', type: 'boolean' },
    { id: 'atRisk', title: 'At risk', type: 'boolean' },
    { id: 'status', title: 'Buying status', type: 'id' },
    { id: 'amountFlag', title: 'Amounts', type: 'id' },
    { id: 'lastOrderOn', title: 'Last order', type: 'date' },
    { id: 'evaluationEventId', title: 'Event', type: 'id' },
  ],
  rows: (context, parameters) =>
    accountLists(context).then((lists) => {
      const meant = lists.accounts.filter(isMeant(parameters)).sort(bySales)
      const rows = meant.map((one) => rowOf(lists, one, parameters))
      return accept(rows.filter(({ designation, evaluatedOn }) => designation === 'KEY' || evaluatedOn !== null))
    }),
})

const rowOf = ({ context }: AccountLists, one: Listed, thresholds: Thresholds): ReportRow => {
  const { evaluation, status, amountFlag, growth, atRisk } = evaluated(context, one, thresholds)
  return {
    accountId: one.document.accountId,
    accountName: one.document.name,
    repId: ownersText(one.owners.reps),
    designation: one.designation,
    r12Sales: decimalOf(one.r12),
    decisionMakerAccess: evaluation?.decisionMakerAccess ?? null,
    potential: evaluation?.potential ?? null,
    openness: evaluation?.openness ?? null,
    mean: evaluation === null ? null : sixDecimals(fraction(BigInt(scoresOf(evaluation)), 3n)),
    evaluatedOn: evaluation?.on ?? null,
    growth,
    atRisk,
    status,
    amountFlag,
    lastOrderOn: lastOrderOf(one),
    evaluationEventId: evaluation?.eventId ?? null,
  }
}

type Chosen = { readonly scope?: 'org' | 'team' | 'rep' | 'account' | undefined; readonly entity?: readonly string[] | undefined }

const isMeant =
  ({ scope = 'account', entity }: Chosen) =>
  ({ document, owners }: Listed): boolean => {
    if (scope === 'org' || entity === undefined) return true
    const ids = { account: [document.accountId], rep: owners.reps, team: owners.teams }[scope]
    return ids.some((id) => entity.includes(id))
  }

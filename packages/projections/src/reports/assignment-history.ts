import { accept, instantText } from '@daybook/domain'
import { z } from 'zod'
import { fromRows } from '../chart.ts'
import type { AccountDocument } from '../documents/account.ts'
import { defineReport, type ReportRow, repeated } from '../report.ts'

/** The assignment history of 8.6 of the domain specification. */
export const assignmentHistory = defineReport({
  name: 'assignment-history',
  title: 'Assignment history',
  definition: 'Who owned which account from when until when, as known at the time asked for.',
  whenEmpty: { needs: ['AccountAssigned'] },
  version: 1,
  view: 'book',
  parameters: z.strictObject({ account: repeated, scope: z.literal('account').optional(), entity: repeated }),
  columns: [
    { id: 'accountId', title: 'Account', type: 'id' },
    { id: 'effectiveOn', title: 'From', type: 'date' },
    { id: 'effectiveUntil', title: 'Until', type: 'date' },
    { id: 'owners', title: 'Owners', type: 'text' },
    { id: 'recordedAt', title: 'Recorded at', type: 'instant' },
    { id: 'eventId', title: 'Event', type: 'id' },
  ],
  rows: (context, { account, entity }) => {
    const named = account ?? entity
    const documents = named === undefined ? context.accountsRecorded() : Promise.all(named.map(context.account))
    return documents.then((found) => accept(found.flatMap((document) => (document === null ? [] : rowsOf(document)))))
  },
  charts: [
    {
      name: 'owners',
      title: 'Who owned which account',
      columns: [
        { id: 'accountId', title: 'Account', type: 'id' },
        { id: 'effectiveOn', title: 'From', type: 'date' },
        { id: 'effectiveUntil', title: 'Until', type: 'date' },
        { id: 'owner', title: 'Owner', type: 'text' },
      ],
      drawing: { kind: 'timeline', row: 'accountId', from: 'effectiveOn', until: 'effectiveUntil', label: 'owner' },
      rows: fromRows((rows) => rows.map((row) => ({ ...row, owner: sharesText(row.owners) }))),
    },
  ],
})

type Shares = NonNullable<AccountDocument['assignments'][number]['owners']>

/** @example 'R1' · 'R1 33.33 %, R2 66.67 %' */
const sharesText = (owners: unknown): string =>
  (owners as Shares) // Sound: the rows above hold them
    .map(({ repId, basisPoints }) => (basisPoints === 10_000 ? repId : `${repId} ${basisPoints / 100} %`))
    .join(', ')

/** Each assignment holds until the next one; of several from one day the one recorded last. P-07. */
const rowsOf = ({ accountId, assignments }: AccountDocument): readonly ReportRow[] => {
  const held = assignments.filter(({ effectiveOn }, place) => effectiveOn !== assignments[place + 1]?.effectiveOn)
  return held.flatMap(({ owners, effectiveOn, effectiveUntil, recordedAt, eventId }, place) => {
    if (owners === null) return []
    const until = sooner(effectiveUntil, held[place + 1]?.effectiveOn ?? null)
    return [{ accountId, effectiveOn, effectiveUntil: until, owners, recordedAt: instantText(recordedAt), eventId }]
  })
}

const sooner = (a: string | null, b: string | null): string | null => (a === null || (b !== null && b < a) ? b : a)

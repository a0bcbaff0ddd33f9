import { accept, amountOf, dayOf, decimalOf, type Recorded } from '@daybook/domain'
import { z } from 'zod'
import { defineReport, type HeldFlag, type QualityFlag, type ReportContext, type ReportRow, repeated } from '../report.ts'

/** The list of what is missing from the numbers, or doubtful in them: 8.6 of the domain specification. */
export const dataQualityReport = defineReport({
  name: 'data-quality',
  title: 'Data quality',
  definition: 'What was put aside, what could not be converted, credited or placed, and what looks twice recorded.',
  whenEmpty: { means: 'nothing is put aside, and nothing recorded looks doubtful' },
  version: 1,
  view: 'credit',
  parameters: z.strictObject({ kind: repeated, account: z.string().min(1).max(200).optional() }),
  columns: [
    { id: 'kind', title: 'Kind', type: 'id' },
    { id: 'severity', title: 'Severity', type: 'id' },
    { id: 'accountId', title: 'Account', type: 'id' },
    { id: 'eventId', title: 'Event', type: 'id' },
    { id: 'period', title: 'Period', type: 'id' },
    { id: 'amount', title: 'Amount', type: 'money' },
    { id: 'note', title: 'Note', type: 'text' },
  ],
  rows: (context, { kind, account }) =>
    Promise.all([context.held(), context.flags()]).then(([held, flags]) => {
      const isMeant = (flag: { readonly kind: string; readonly accountId: string | null }): boolean =>
        (kind?.includes(flag.kind) ?? true) && (account ?? flag.accountId) === flag.accountId
      const meant = flags.filter(isMeant)
      return context
        .events(meant.flatMap(({ because }) => because))
        .then((events) => accept([...held.filter(isMeant).map(heldRow), ...meant.map((flag) => flagRow(context, flag, events))]))
    }),
})

/** What is left out of numbers weighs most; what only came late, least. */
const severities: Readonly<Record<string, string>> = {
  quarantined: 'error',
  conflict: 'error',
  unconvertible: 'error',
  'no-period': 'error',
  late: 'information',
  'fx-stale': 'information',
}

const severityOf = (kind: string): string => severities[kind] ?? 'warning'

const heldRow = ({ kind, accountId, eventId, note }: HeldFlag): ReportRow => ({
  kind,
  severity: severityOf(kind),
  accountId,
  eventId,
  period: null,
  amount: null,
  note,
})

const flagRow = (
  { reference }: ReportContext,
  { kind, accountId, day, because }: QualityFlag,
  events: ReadonlyMap<bigint, Recorded>,
): ReportRow => {
  const facts = because.flatMap((position) => events.get(position) ?? [])
  const fact = facts.findLast(({ data }) => 'lines' in data) ?? facts.at(-1)
  return {
    kind,
    severity: severityOf(kind),
    accountId,
    eventId: fact?.eventId ?? null,
    period: periodOf(fact) ?? reference.calendar.monthOf(dayOf(day))?.id ?? null,
    amount: fact === undefined ? null : amountIn(fact),
    note: noteOf(kind, facts),
  }
}

/** What is planned or reviewed is of a period of its own. */
const periodOf = (fact: Recorded | undefined): string | null => {
  if (fact?.type === 'QuotaSet') return fact.data.period
  return fact?.type === 'QbrOpened' ? fact.data.quarter : null
}

const amountIn = ({ data }: Recorded): string | null => {
  if (!('lines' in data) || !('currency' in data)) return null
  const sum = data.lines.reduce((total, line) => total + (typeof line === 'string' ? 0n : amountOf(line.net)), 0n)
  return decimalOf(sum)
}

const notes: Readonly<Record<string, string>> = {
  late: 'recorded more than three days after its day, or after its month was closed',
  'no-period': 'its day lies in no fiscal period, so that it counts in none',
  unconvertible: 'no rate at most seven days old, so that it is in no total',
  'fx-stale': 'converted at the rate of an earlier day',
  unassigned: 'nobody is credited',
  'unknown-rep': 'credited to a rep who was not hired by then',
  'no-salesperson': 'names no salesperson, and the account has no owner',
  'suspected-duplicate': 'another order of the account has the same amount within a day',
  'over-credit': 'credits more than the order was worth',
  'credit-before-order': 'is dated before its order',
  'unlinked-credit': 'names an order that is not recorded',
}

/** The same where it is no sale that names the rep. */
const ofUnknownRep: Readonly<Record<string, string>> = {
  AccountAssigned: 'assigned to a rep who was not hired by then',
  AssignmentCorrected: 'assigned to a rep who was not hired by then',
  QuotaSet: 'the quota of a rep who was not hired by the end of its period',
  QbrOpened: 'the review of a rep who was not hired by the end of the quarter',
}

const noteOf = (kind: string, facts: readonly Recorded[]): string => {
  const ids = facts.map(({ source, id }) => `${source} ${id}`)
  const [words = notes[kind] ?? kind] = kind === 'unknown-rep' ? facts.flatMap(({ type }) => ofUnknownRep[type] ?? []) : []
  return [words, ...(ids.length === 0 ? [] : [ids.join(', ')])].join(': ')
}

import { accept, byText, type Day, dayNumber, decimalOf } from '@daybook/domain'
import { z } from 'zod'
import { type AccountLists, accountLists, bySales, type Listed, lastOrderOf, type Prospects } from '../account-lists.ts'
import { evaluated } from '../evaluation.ts'
import { house } from '../kpi.ts'
import { teamOn } from '../reference.ts'
import { defineReport, type ReportRow, repeated } from '../report.ts'

const sections = ['KEY', 'SECONDARY', 'TARGET', 'LEADS'] as const
type Section = (typeof sections)[number]

/** R-A1 of the domain specification: of each seller the accounts in order of priority. */
export const accountList = defineReport({
  name: 'account-list',
  title: 'Account list',
  definition:
    'The accounts of each seller in order of priority: KEY and SECONDARY by net sales of twelve months, then targets and leads as he has put them.',
  whenEmpty: { needs: ['OrderAccepted', 'TargetsSet', 'LeadsSet'] },
  version: 1,
  view: 'book',
  parameters: z.strictObject({
    scope: z.enum(['org', 'team', 'rep', 'account']).optional(),
    entity: repeated,
    section: repeated.pipe(z.array(z.enum(sections)).optional()),
  }),
  columns: [
    { id: 'repId', title: 'Seller', type: 'id' },
    { id: 'section', title: 'Section', type: 'id' },
    { id: 'rank', title: 'Rank', type: 'integer' },
    { id: 'accountId', title: 'Account', type: 'id' },
    { id: 'r12Sales', title: 'Net sales, 12 months', type: 'money', unit: 'currency' },
    { id: 'designation', title: 'Designation', type: 'id' },
    { id: 'wouldBe', title: 'Would be', type: 'id' },
    { id: 'since', title: 'Since', type: 'date' },
    { id: 'growth', title: 'To grow with', type: 'boolean' },
    { id: 'atRisk', title: 'At risk', type: 'boolean' },
    { id: 'lastOrderOn', title: 'Last order', type: 'date' },
    { id: 'nextAction', title: 'Next action', type: 'text' },
  ],
  rows: (context, parameters) =>
    accountLists(context).then((lists) => {
      const grouped = groupedBy(lists)
      return accept(
        sellersIn(lists)
          .flatMap((repId) => rowsOf(grouped, repId))
          .filter(isMeant(lists, parameters)),
      )
    }),
})

/** Everybody who has an account or a list, by id; accounts of nobody come last. */
const sellersIn = ({ accounts, sellers }: AccountLists): readonly string[] => {
  const reps = new Set([...accounts.flatMap(({ owners }) => owners.reps), ...sellers.map(({ repId }) => repId)])
  return [...reps].sort((a, b) => (a === house ? 1 : b === house ? -1 : byText(a, b)))
}

/** The lists with what the rows of each seller look up: his clients by their sales, his prospects, and accounts by id. */
type Grouped = {
  readonly lists: AccountLists
  readonly clients: ReadonlyMap<string, readonly Listed[]>
  readonly prospects: ReadonlyMap<string, Prospects>
  readonly byId: ReadonlyMap<string, Listed>
}

const groupedBy = (lists: AccountLists): Grouped => {
  const owned = lists.accounts
    .filter(isClient)
    .sort(bySales)
    .flatMap((one) => [...new Set(one.owners.reps)].map((repId) => ({ repId, one })))
  const bySeller = Map.groupBy(owned, ({ repId }) => repId)
  return {
    lists,
    clients: new Map([...bySeller].map(([repId, own]) => [repId, own.map(({ one }) => one)])),
    prospects: new Map(lists.sellers.map((seller) => [seller.repId, seller])),
    byId: new Map(lists.accounts.map((one) => [one.document.accountId, one])),
  }
}

const rowsOf = (grouped: Grouped, repId: string): readonly ReportRow[] => {
  const { lists } = grouped
  const clients = grouped.clients.get(repId) ?? []
  const prospects = grouped.prospects.get(repId)
  const section = (name: Section, accounts: readonly Listed[], since: (one: Listed) => string | null) =>
    accounts.map((one, place) => rowOf(lists, one, { repId, section: name, rank: place + 1, since: since(one) }))
  const since = ({ document }: Listed): string | null => lists.designations.since(document)
  return [
    ...section(
      'KEY',
      clients.filter(({ designation }) => designation === 'KEY'),
      since,
    ),
    ...section(
      'SECONDARY',
      clients.filter(({ designation }) => designation !== 'KEY'),
      since,
    ),
    ...section(
      'TARGET',
      prospectsIn(grouped, prospects?.targets),
      ({ document }) => prospects?.targets.get(document.accountId) ?? null,
    ),
    ...section(
      'LEADS',
      prospectsIn(grouped, prospects?.leads),
      ({ document }) => prospects?.leads.get(document.accountId) ?? null,
    ),
  ]
}

/** Classified by the review in force, or buying since: who has become a client in between is SECONDARY until the next review. */
const isClient = ({ designation, r12, isOnLka }: Listed): boolean => !isOnLka && (designation !== null || r12 > 0n)

const prospectsIn = ({ byId }: Grouped, named: Prospects['targets'] | undefined): readonly Listed[] =>
  [...(named?.keys() ?? [])].flatMap((accountId) => byId.get(accountId) ?? [])

type Placed = { readonly repId: string; readonly section: Section; readonly rank: number; readonly since: string | null }

const rowOf = (lists: AccountLists, one: Listed, { repId, section, rank, since }: Placed): ReportRow => {
  const { level } = lists.designations
  const isProspect = section === 'TARGET' || section === 'LEADS'
  const { growth, atRisk } = evaluated(lists.context, one)
  return {
    repId,
    section,
    rank,
    accountId: one.document.accountId,
    r12Sales: decimalOf(one.r12),
    designation: isProspect ? section : (one.designation ?? 'SECONDARY'),
    wouldBe: section === 'SECONDARY' && level !== null && one.r12 >= level ? 'would-be-key' : null,
    since,
    growth,
    atRisk,
    lastOrderOn: lastOrderOf(one),
    nextAction: nextActionOf(one, lists.context.asOf),
  }
}

/** The touchpoint that is due first of those that are open on the day. */
const nextActionOf = ({ document }: Listed, day: Day): string | null => {
  const open = document.touchpoints.filter(({ overOn }) => overOn === null || overOn > day)
  const [first] = open.toSorted((a, b) => byText(a.due, b.due))
  return first === undefined ? null : `${first.kind ?? 'touchpoint'} ${first.due}`
}

type Chosen = {
  readonly scope?: 'org' | 'team' | 'rep' | 'account' | undefined
  readonly entity?: readonly string[] | undefined
  readonly section?: readonly Section[] | undefined
}

/** What is filtered keeps its rank in the whole list. */
const isMeant =
  ({ context: { reference, asOf } }: AccountLists, { scope = 'rep', entity, section }: Chosen) =>
  (row: ReportRow): boolean => {
    const repId = String(row.repId)
    if (section !== undefined && !section.includes(row.section as Section)) return false // Sound: the column of sections
    if (scope === 'org' || entity === undefined) return true
    const id = { rep: repId, team: teamOn(reference, repId, dayNumber(asOf)), account: String(row.accountId) }[scope]
    return entity.includes(id)
  }

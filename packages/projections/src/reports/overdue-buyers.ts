import { accept, addMonths, type Day, dayNumber, dayOf, decimalOf, divideHalfEven } from '@daybook/domain'
import { z } from 'zod'
import { type BookOwners, ownersOn, ownersText } from '../book-owner.ts'
import { type Cadence, cadenceOf, intervalsMax, overdueFrom, spreadUnits, windowOf } from '../cadence.ts'
import { netOfYearTo, occasionsOf } from '../day-sales.ts'
import type { AccountDocument } from '../documents/account.ts'
import { fraction, oneDecimal, sixDecimals } from '../exact.ts'
import type { DayNumber } from '../kpi.ts'
import { policyFor } from '../reference.ts'
import { type DaySales, defineReport, type ReportContext, type ReportRow, repeated } from '../report.ts'
import { resolve } from '../resolution.ts'

const statuses = ['on-track', 'due', 'late', 'overdue', 'insufficient-history'] as const
const isStatus = (text: string): text is (typeof statuses)[number] => statuses.some((status) => status === text)
const status = z.string().refine(isStatus, `must be one of ${statuses.join(', ')}`)

/** R-144 of the domain specification. */
export const overdueBuyersReport = defineReport({
  name: 'overdue-buyers',
  title: 'Top accounts and overdue buyers',
  definition: 'The accounts with most sales, each with its buying rhythm, and whether it is overdue by its own measure.',
  version: 1,
  view: 'book',
  parameters: z.strictObject({
    top: z.coerce.number().int().min(1).max(10_000).default(100),
    rankBy: z.enum(['r12', 'lifetime']).default('r12'),
    status: repeated.pipe(z.array(status).optional()),
    scope: z.enum(['org', 'team', 'rep', 'account']).optional(),
    entity: repeated,
  }),
  columns: [
    { id: 'rank', title: 'Rank', type: 'integer' },
    { id: 'accountId', title: 'Account', type: 'id' },
    { id: 'accountName', title: 'Name', type: 'text' },
    { id: 'ownerNow', title: 'Owner', type: 'id' },
    { id: 'r12Sales', title: 'Net sales, 12 months', type: 'money', unit: 'currency' },
    { id: 'lifetimeSales', title: 'Net sales, all time', type: 'money', unit: 'currency' },
    { id: 'firstOrderOn', title: 'First order', type: 'date' },
    { id: 'lastOrderOn', title: 'Last order', type: 'date' },
    { id: 'daysSince', title: 'Days since', type: 'integer', unit: 'days' },
    { id: 'medianInterval', title: 'Median interval', type: 'number', unit: 'days' },
    { id: 'mad', title: 'Median absolute deviation', type: 'number', unit: 'days' },
    { id: 'sigma', title: 'Spread', type: 'number', unit: 'days' },
    { id: 'expectedOn', title: 'Expected', type: 'date' },
    { id: 'overdueOn', title: 'Overdue from', type: 'date' },
    { id: 'z', title: 'Overdue score', type: 'number' },
    { id: 'status', title: 'Status', type: 'id' },
    { id: 'r12Orders', title: 'Orders, 12 months', type: 'integer' },
    { id: 'averageInterval', title: 'Average interval', type: 'number', unit: 'days' },
    { id: 'lastAmount', title: 'Last day of orders', type: 'money', unit: 'currency' },
    { id: 'medianAmount', title: 'Median of the 12 days before', type: 'money', unit: 'currency' },
    { id: 'valueAtRisk', title: 'Value at risk', type: 'money', unit: 'currency' },
  ],
  rows: (context, parameters) =>
    Promise.all([context.accounts(), context.salesByDay(null)])
      .then(([documents, sales]) => candidates(context, documents, sales))
      .then((found) => inBook(found, parameters))
      .then((found) => {
        const ranked = found.sort(byWeight(parameters.rankBy)).slice(0, parameters.top)
        const rows = ranked.map((candidate, place) => rowOf(context, candidate, place + 1))
        return accept(rows.filter(isMeant(parameters)))
      }),
})

type Candidate = {
  readonly document: AccountDocument
  readonly sales: readonly DaySales[]
  readonly owners: BookOwners
  readonly r12: bigint
  readonly lifetime: bigint
}

/** All accounts that have bought, but for those that are lost on the day, or that another one stands for. */
const candidates = (
  context: ReportContext,
  documents: readonly AccountDocument[],
  sales: ReadonlyMap<string, readonly DaySales[]>,
): Promise<Candidate[]> => {
  const { asOf, reference } = context
  const isThere = ({ accountId }: AccountDocument): boolean => resolve(reference, accountId, dayNumber(asOf)) === accountId
  const buyers = documents.filter(
    (document) => isThere(document) && !isLostOn(document, asOf) && occasionsOf(sales.get(document.accountId) ?? []).length > 0,
  )
  return Promise.all(
    buyers.map((document) => {
      const own = sales.get(document.accountId) ?? []
      const lifetime = own.reduce((sum, { net }) => sum + net, 0n)
      return ownersOn(context, document, asOf).then((owners) => ({
        document,
        sales: own,
        owners,
        r12: netOfYearTo(own, asOf),
        lifetime,
      }))
    }),
  )
}

const isLostOn = ({ losses }: AccountDocument, day: Day): boolean =>
  losses.some(({ lostOn, wonBackOn }) => lostOn <= day && (wonBackOn === null || wonBackOn > day))

type Chosen = { readonly scope?: 'org' | 'team' | 'rep' | 'account' | undefined; readonly entity?: readonly string[] | undefined }

const inBook = (found: Candidate[], { scope, entity }: Chosen): Candidate[] => {
  if (entity === undefined || (scope !== 'team' && scope !== 'rep')) return found
  return found.filter(({ owners }) => (scope === 'team' ? owners.teams : owners.reps).some((id) => entity.includes(id)))
}

/** Ranks are those among all, so that one account asked for by name keeps its own. */
const isMeant =
  ({ scope, entity, status: asked }: Chosen & { readonly status?: readonly string[] | undefined }) =>
  (row: ReportRow): boolean => {
    const isNamed = (scope !== undefined && scope !== 'account') || (entity?.some((each) => each === row.accountId) ?? true)
    return isNamed && (asked?.some((each) => each === row.status) ?? true)
  }

const byWeight =
  (rankBy: 'r12' | 'lifetime') =>
  (a: Candidate, b: Candidate): number => {
    if (a[rankBy] !== b[rankBy]) return a[rankBy] > b[rankBy] ? -1 : 1
    return a.document.accountId < b.document.accountId ? -1 : 1
  }

const rowOf = (context: ReportContext, candidate: Candidate, rank: number): ReportRow => {
  const { document, owners, r12, lifetime } = candidate
  const occasions = occasionsOf(candidate.sales)
  const days = occasions.map(({ day }) => day)
  const [first, last] = [days[0] ?? 0, days.at(-1) ?? 0]
  const yearAgo = dayNumber(addMonths(context.asOf, -12))
  const daysSince = dayNumber(context.asOf) - last
  return {
    rank,
    accountId: document.accountId,
    accountName: document.name,
    ownerNow: ownersText(owners.reps),
    r12Sales: decimalOf(r12),
    lifetimeSales: decimalOf(lifetime),
    firstOrderOn: dayOf(first),
    lastOrderOn: dayOf(last),
    daysSince,
    ...rhythm(context, { days, daysSince, r12 }),
    r12Orders: Number(occasions.reduce((sum, { day, orders }) => (day > yearAgo ? sum + orders : sum), 0n)),
    averageInterval: days.length < 2 ? null : oneDecimal(fraction(BigInt(last - first), BigInt(days.length - 1))),
    ...amounts(occasions.map(({ gross }) => gross)),
  }
}

type Rhythm = { readonly days: readonly DayNumber[]; readonly daysSince: number; readonly r12: bigint }

/** M-29, M-30: the rhythm of the account, and how far it is beyond it. */
const rhythm = ({ reference }: ReportContext, { days, daysSince, r12 }: Rhythm) => {
  const last = days.at(-1) ?? 0
  const rule = policyFor(reference, 'overdue-rule', last)
  const window = windowOf(days, days.length - 1, rule)
  const overdueOn = overdueFrom(window, rule)
  const cadence = cadenceOf(window)
  if (cadence === null || overdueOn === null) return { ...unknown, status: 'insufficient-history' }
  const { medianHalves, madQuarters, spread } = cadence
  const beyond = 2 * daysSince - medianHalves
  return {
    medianInterval: oneDecimal(fraction(BigInt(medianHalves), 2n)),
    mad: oneDecimal(fraction(BigInt(madQuarters), 4n)),
    sigma: sixDecimals(fraction(BigInt(spread), BigInt(spreadUnits))),
    expectedOn: dayOf(last + Math.round(medianHalves / 2)),
    overdueOn: dayOf(overdueOn),
    z: sixDecimals(scoreOf(cadence, daysSince)),
    status: last + daysSince >= overdueOn ? 'overdue' : statusOf(cadence, daysSince),
    valueAtRisk: decimalOf(beyond <= 0 ? 0n : divideHalfEven(r12 * BigInt(beyond), 730n)),
  }
}

const unknown = { medianInterval: null, mad: null, sigma: null, expectedOn: null, overdueOn: null, z: null, valueAtRisk: null }

/** z = (days since − median) / σ̂, exactly. */
const scoreOf = ({ medianHalves, spread }: Cadence, daysSince: number) =>
  fraction(BigInt(2 * daysSince - medianHalves) * BigInt(spreadUnits / 2), BigInt(spread))

const statusOf = (cadence: Cadence, daysSince: number): string => {
  const { num, den } = scoreOf(cadence, daysSince)
  return num <= 0n ? 'on-track' : num <= den ? 'due' : 'late'
}

/** What was bought on the last day, and the median of the twelve days of orders before it. */
const amounts = (gross: readonly bigint[]) => {
  const before = gross
    .slice(0, -1)
    .slice(-intervalsMax)
    .sort((a, b) => (a < b ? -1 : a > b ? 1 : 0))
  const [low, high] = [before[(before.length - 1) >> 1], before[before.length >> 1]]
  return {
    lastAmount: decimalOf(gross.at(-1) ?? 0n),
    medianAmount: low === undefined || high === undefined ? null : decimalOf(divideHalfEven(low + high, 2n)),
  }
}

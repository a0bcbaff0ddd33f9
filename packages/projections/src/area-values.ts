import type { FiscalPeriod } from '@daybook/domain'
import type { AreaMeasure, Figure, Form } from './audit-areas.ts'
import { plus } from './exact.ts'
import { accountsIn, daysOf } from './industries.ts'
import { oneByOne } from './one-by-one.ts'
import { amount, none, type Outcome, quotient, real } from './outcome.ts'
import { exactOf } from './peers.ts'
import { toDateOf } from './period-arithmetic.ts'
import { wholePeriod } from './period-selection.ts'
import type { ReportCell, ReportContext } from './report.ts'

/** Whose values are asked for, around which month. */
export type Subjects = { readonly scope: 'rep' | 'account'; readonly ids: readonly string[]; readonly month: FiscalPeriod }

/** The period that a form means around a month. */
const periodOf = (form: Form, { id, quarter }: FiscalPeriod): string => ({ month: id, ytd: `${id}:ytd`, quarter })[form]

/** The cell that shows where a value of an area comes from. */
export const evidenceOf = (measure: AreaMeasure, { scope, month }: Omit<Subjects, 'ids'>, entity: string): ReportCell => {
  const { kpi, form } = measure.kind === 'mean' ? measure.of[0] : measure
  return { kpi, scope, entity, period: periodOf(form, month) }
}

/** What each of some reps or accounts has in an area; none where the release has no such figure of them. */
export const areaValues = (
  context: ReportContext,
  measure: AreaMeasure,
  subjects: Subjects,
): Promise<ReadonlyMap<string, Outcome>> => {
  switch (measure.kind) {
    case 'kpi':
      return figureOf(context, measure, subjects)
    case 'rest':
      return figureOf(context, measure, subjects).then((found) => mapped(found, restOf))
    case 'mean':
      return Promise.all(measure.of.map((figure) => figureOf(context, figure, subjects))).then(
        (found) => new Map(subjects.ids.map((id) => [id, meanOf(found.map((each) => each.get(id) ?? notAvailable))])),
      )
    case 'families':
      return familiesOf(context, subjects)
  }
}

const figureOf = (
  context: ReportContext,
  { kpi, form }: Figure,
  { scope, ids, month }: Subjects,
): Promise<ReadonlyMap<string, Outcome>> => {
  if (context.measure(kpi)?.scopes.includes(scope) !== true) return Promise.resolve(new Map(ids.map((id) => [id, notAvailable])))
  const period = periodOf(form, month)
  return context
    .cells({ kpi, scope, entities: ids, periods: [period] })
    .then(({ outcome }) => new Map(ids.map((id) => [id, told(outcome(id, period))])))
}

const notAvailable = none('not-available')

/** A figure that is not answered for such a period is not available. */
const told = (outcome: Outcome): Outcome => (outcome.kind === 'none' && outcome.reason === 'no-cell' ? notAvailable : outcome)

const mapped = (found: ReadonlyMap<string, Outcome>, to: (outcome: Outcome) => Outcome): ReadonlyMap<string, Outcome> =>
  new Map([...found].map(([id, outcome]) => [id, to(outcome)]))

/** One less a quotient, with both its sides, so that those of many can be put together. */
const restOf = (outcome: Outcome): Outcome =>
  outcome.kind === 'quotient' ? { kind: 'quotient', num: outcome.den - outcome.num, den: outcome.den } : outcome

/** The mean of those that have a value, itself no quotient of sums; of none the reason of the first. */
const meanOf = (outcomes: readonly Outcome[]): Outcome => {
  const values = outcomes.flatMap((outcome) => exactOf(outcome) ?? [])
  if (values.length === 0) return outcomes[0] ?? notAvailable
  const { num, den } = values.reduce(plus)
  return real(Number(num) / Number(den * BigInt(values.length)))
}

/**
 * Product families for each account that bought in the year to date: of an account its own, of a rep those of the accounts that bought
 * from him, whoever sold the family. The ledger tells who bought a family, and not from whom.
 */
const familiesOf = (context: ReportContext, { scope, ids, month }: Subjects): Promise<ReadonlyMap<string, Outcome>> => {
  const toDate = toDateOf(context.reference, wholePeriod(month, context.reference.calendar))
  const days = daysOf(toDate, context.asOf)
  const buyersOf = (whose: { readonly scope: 'family' | 'rep' | 'org'; readonly entity: string | null }) =>
    context.parts({ kpi: 'orders', by: 'account', ...whose, ...days }).then(accountsIn)
  const inPeriod = { kpi: 'orders', scope: 'family', entities: null, periods: [toDate.id] } as const
  return context
    .cells(inPeriod)
    .then(({ entities }) => oneByOne(entities, (entity) => buyersOf({ scope: 'family', entity })))
    .then((buyers) => {
      const counts = Map.groupBy(buyers.flat(), (account) => account)
      const count = (account: string): bigint => BigInt(counts.get(account)?.length ?? 0)
      if (scope === 'account') {
        return buyersOf({ scope: 'org', entity: null }).then((bought) => {
          const all = new Set(bought)
          return new Map(ids.map((id) => [id, all.has(id) ? amount(count(id)) : none('no-orders')]))
        })
      }
      return oneByOne(ids, (entity) => buyersOf({ scope: 'rep', entity })).then(
        (bought) => new Map(ids.map((id, place) => [id, perAccount(bought[place] ?? [], count)])),
      )
    })
}

const perAccount = (accounts: readonly string[], count: (account: string) => bigint): Outcome =>
  quotient(
    accounts.reduce((sum, account) => sum + count(account), 0n),
    BigInt(accounts.length),
    'no-orders',
  )

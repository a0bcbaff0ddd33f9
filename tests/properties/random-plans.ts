import { addDays, type EventOf, type FiscalPeriod, fiscalCalendar, quota } from '@daybook/domain'
import { decide } from './decide.ts'
import { daysFromToday, decimal, record, today, type World } from './world.ts'

// What is planned and by which rules: quotas, forecasts, quarterly reviews, policies, calendars, closes.

/** A fiscal month, quarter or year around some day of these months. */
export const periodNear = (world: World, grain: FiscalPeriod['grain']): FiscalPeriod => {
  const calendar = fiscalCalendar(world.calendars)
  const day = daysFromToday(world, -120, 120)
  const period = grain === 'month' ? calendar.monthOf(day) : grain === 'quarter' ? calendar.quarterOf(day) : calendar.yearOf(day)
  return period! // Sound: generated calendars have no holes
}

const owner = (world: World): { readonly ownerType: string; readonly ownerId: string } => {
  const { random } = world
  const kind = random.below(10)
  if (kind < 7) return { ownerType: 'rep', ownerId: random.pick(world.reps) }
  return kind < 9 ? { ownerType: 'team', ownerId: random.pick(world.teams) } : { ownerType: 'org', ownerId: 'org' }
}

const grain = (world: World): FiscalPeriod['grain'] =>
  world.random.pick(['month', 'month', 'month', 'month', 'quarter', 'year'] as const)

const spread = (world: World, period: FiscalPeriod): Readonly<Record<string, unknown>> => {
  const { random } = world
  if (period.grain === 'month') return {}
  const kind = random.pick(['default', 'even', 'days', 'weights'])
  const months = fiscalCalendar(world.calendars).monthsOf(period).length
  if (kind === 'weights') return { spread: kind, weights: Array.from({ length: months }, () => `${random.between(1, 9)}.0000`) }
  return kind === 'default' ? {} : { spread: kind }
}

const around = (world: World) => ({ calendar: fiscalCalendar(world.calendars), closed: new Set(world.closed) })

/** The quota of a month, quarter or year: new, again, or zero. */
export const setQuota = (world: World): void => {
  const { random } = world
  const { ownerType, ownerId } = owner(world)
  const period = periodNear(world, grain(world))
  const amount = random.chance(12) ? 0 : random.pick([random.between(1, 90) * 1_000_000, random.between(1, 99_999_999)])
  const data = { ownerType, ownerId, period: period.id, amount: decimal(amount), currency: 'USD', ...spread(world, period) }
  decide(world, {
    decider: quota,
    stream: `quota-${ownerType}~${ownerId}~${period.year}`,
    command: {
      type: 'SetQuota',
      effectiveOn: today(world),
      data: { ...data, override: true, reason: 'agreed' } as QuotaData, // Sound: fields of the schema's shapes
      around: around(world),
    },
  })
}

type QuotaData = EventOf<'QuotaSet'>['data']

/** A quota that was set is taken back. */
export const withdrawQuota = (world: World): void => {
  const set = world.events.filter((event) => event.type === 'QuotaSet')
  if (set.length === 0) return
  const { stream, data } = world.random.pick(set)
  const { ownerType, ownerId, period } = data
  decide(world, {
    decider: quota,
    stream,
    command: {
      type: 'WithdrawQuota',
      effectiveOn: today(world),
      data: { ownerType, ownerId, period, override: true, reason: 'set by mistake' },
      around: around(world),
    },
  })
}

/** What somebody expects; it moves no figure of the first release, and must not. */
export const submitForecast = (world: World): void => {
  const { ownerType: scopeType, ownerId: scopeId } = owner(world)
  const period = periodNear(world, 'month')
  record(world, {
    stream: `forecast-${scopeType}~${scopeId}~${period.year}`,
    type: 'ForecastSubmitted',
    effectiveOn: today(world),
    data: { scopeType, scopeId, period: period.id, amount: '1500.0000', currency: 'USD' },
  })
}

const owners = ['named-on-order', 'order-date-owner', 'current-owner', 'period-end-owner']

/** The policies that move figures of the first release, with their values. */
const policies: readonly { readonly policyId: string; readonly values: readonly unknown[]; readonly dated: boolean }[] = [
  { policyId: 'credit-rule', values: owners, dated: true },
  { policyId: 'return-credit', values: ['follow-original', 'own-date'], dated: true },
  { policyId: 'activity-window', values: [12, 6, 3], dated: false },
  { policyId: 'retention-transfers', values: ['exclude', 'keep'], dated: false },
  {
    policyId: 'overdue-rule',
    values: [
      { method: 'mad', threshold: 3, minIntervals: 3 },
      { method: 'mad', threshold: 2.5, minIntervals: 4 },
      { method: 'median-factor', factor: 1.5, minOccasions: 3 },
    ],
    dated: false,
  },
  { policyId: 'merge-history', values: ['restate', 'from-date'], dated: true },
]

/** A rule changes: for all business time, or from a day on. */
export const setPolicy = (world: World): void => {
  const { random } = world
  const { policyId, values, dated } = random.pick(policies)
  const data = {
    policyId,
    value: random.pick(values),
    ...(dated && random.chance(60) ? { effectiveOn: daysFromToday(world, -120, 60) } : {}),
  }
  record(world, { stream: 'policy-org', type: 'PolicySet', effectiveOn: today(world), data })
}

/** The fiscal year begins otherwise, from this or the next calendar year on. Not over weights: they belong to the months there were. */
export const defineCalendar = (world: World): void => {
  const { random } = world
  if (world.events.some((event) => event.type === 'QuotaSet' && event.data.spread === 'weights')) return
  const definition = {
    fromFiscalYear: Number(today(world).slice(0, 4)) + random.pick([0, 1]),
    ...random.pick([
      { generator: 'gregorian', startMonth: 1, startDay: 1 },
      { generator: 'gregorian', startMonth: 4, startDay: 1 },
      { generator: 'gregorian', startMonth: 5, startDay: 30 },
      { generator: '4-4-5', yearStartsOn: `${today(world).slice(0, 4)}-02-04` },
    ] as const),
  }
  const event = record(world, {
    stream: 'calendar-org',
    type: 'FiscalCalendarDefined',
    effectiveOn: today(world),
    data: definition,
  })
  if (event.type === 'FiscalCalendarDefined') world.calendars.push(event.data)
}

/** The next month is closed, or the last one opened again. */
export const closePeriod = (world: World): void => {
  const last = world.closed.at(-1)
  if (last !== undefined && world.random.chance(15)) {
    world.closed.pop()
    const data = { period: last, reason: 'an order came in' }
    record(world, { stream: 'period-org~FY', type: 'PeriodReopened', effectiveOn: today(world), data })
    return
  }
  const calendar = fiscalCalendar(world.calendars)
  const open = calendar.period(last ?? '') ?? calendar.monthOf(addDays(today(world), -60))
  const next = last === undefined ? open : open && calendar.monthOf(open.until)
  if (next == null || next.until > today(world)) return
  world.closed.push(next.id)
  record(world, { stream: 'period-org~FY', type: 'PeriodClosed', effectiveOn: today(world), data: { period: next.id } })
}

import { addDays, type Day } from '@daybook/domain'
import { reps } from './cast.ts'
import { at, businessDay, type CloudEvent, day, decimal, entry } from './entry.ts'
import { centsOf } from './purchases.ts'
import type { Random } from './random.ts'
import type { Order } from './sales.ts'

const years = [2024, 2025] as const
type Year = (typeof years)[number]

/** Quotas of every rep and month, entered for the year and cut anew before each quarter; and what the reps forecast. */
export const targetEntries = (orders: readonly Order[], random: Random): readonly CloudEvent[] => {
  const plans = reps.flatMap((rep) => years.map((year) => planOf(rep, year, orders)))
  return [
    ...plans.flatMap((plan) => [yearly(plan), ...monthly(plan)]),
    ...plans.filter(({ year }) => year === 2025).flatMap((plan) => forecasts(plan, random)),
    raised(plans.find(({ repId, year }) => repId === 'R3' && year === 2025)),
  ]
}

type Plan = {
  readonly repId: string
  readonly year: Year
  readonly months: readonly number[]
  readonly cents: number
  readonly from: number
}

const step = 250_000

/** A year's quota: what the rep will have sold, by the attainment he is to reach, cut by the season of the whole company. */
const planOf = (rep: (typeof reps)[number], year: Year, orders: readonly Order[]): Plan => {
  const own = orders.filter(
    ({ account, day: on }) => account.owner === rep.repId && on.startsWith(String(year)) && on >= rep.hiredOn,
  )
  const from = year === 2024 && rep.hiredOn > '2024-01-01' ? 7 : 1
  const sold = own.reduce((sum, { lines }) => sum + centsOf(lines), 0)
  const shares = season(year, orders).slice(from - 1)
  const whole = shares.reduce((sum, share) => sum + share, 0)
  const target = (sold * 100) / rep.attainment[year]
  const months = shares.map((share) => Math.max(step, Math.round((target * share) / whole / step) * step))
  return { repId: rep.repId, year, months, from, cents: months.reduce((sum, cents) => sum + cents, 0) }
}

const season = (year: Year, orders: readonly Order[]): readonly number[] =>
  Array.from({ length: 12 }, (_, index) =>
    orders.filter(({ day: on }) => on.startsWith(monthId(year, index + 1))).reduce((sum, { lines }) => sum + centsOf(lines), 0),
  )

const monthId = (year: number, month: number): string => `${year}-${String(month).padStart(2, '0')}`

type Target = {
  readonly repId: string
  readonly id: string
  readonly day: Day
  readonly type: string
  readonly data: CloudEvent['data']
}

const planned = ({ repId, id, day: on, type, data }: Target): CloudEvent =>
  entry({ source: 'planning', id, type, subject: repId, day: on, minute: at(18), data })

const quota = (repId: string, period: string, cents: number) => ({
  ownerType: 'rep',
  ownerId: repId,
  period,
  amount: decimal(cents),
  currency: 'USD',
})

/** December: the year, spread evenly. Who comes in the middle of it gets the quarters that are left. */
const yearly = ({ repId, year, cents, from }: Plan): CloudEvent => {
  const period = from === 1 ? `FY${year}` : `${year}-Q3`
  const amount = from === 1 ? cents : Math.round(cents / 2 / step) * step
  return planned({
    repId,
    id: `quota-${repId}-${period}`,
    type: 'QuotaSet',
    day: from === 1 ? day(`${year - 1}-12-18`) : day(`${year}-06-18`),
    data: { ...quota(repId, period, amount), spread: 'even', reason: 'plan of the year' },
  })
}

/** Before each quarter: its months by the season, in place of the even ones. */
const monthly = ({ repId, year, months, from }: Plan): readonly CloudEvent[] =>
  months.map((cents, index) => {
    const month = from + index
    const quarterStart = day(`${monthId(year, month - ((month - 1) % 3))}-01`)
    return planned({
      repId,
      id: `quota-${repId}-${monthId(year, month)}`,
      type: 'QuotaSet',
      day: businessDay(addDays(quarterStart, -8)),
      data: { ...quota(repId, monthId(year, month), cents), reason: 'season of the quarter' },
    })
  })

/** One quota raised while its month was running. */
const raised = (plan: Plan | undefined): CloudEvent => {
  const march = plan?.months[2]
  if (plan === undefined || march === undefined) throw new Error('R3 has no quota for March 2025')
  return planned({
    repId: plan.repId,
    id: `quota-${plan.repId}-2025-03-raised`,
    type: 'QuotaSet',
    day: day('2025-03-10'),
    data: { ...quota(plan.repId, '2025-03', Math.round((march * 1.1) / step) * step), reason: 'a tender moved into March' },
  })
}

const forecasts = ({ repId, year, months }: Plan, random: Random): readonly CloudEvent[] =>
  months.map((cents, index) => {
    const period = monthId(year, index + 1)
    return planned({
      repId,
      id: `forecast-${repId}-${period}`,
      type: 'ForecastSubmitted',
      day: businessDay(addDays(day(`${period}-01`), -6)),
      data: {
        scopeType: 'rep',
        scopeId: repId,
        period,
        amount: decimal(Math.round((cents * random.between(90, 112)) / 100 / 50_000) * 50_000),
        currency: 'USD',
      },
    })
  })

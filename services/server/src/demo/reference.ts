import { addDays, type Day } from '@daybook/domain'
import { accounts, products, reps, sizes, teams } from './cast.ts'
import { at, type CloudEvent, day, entry } from './entry.ts'
import { lastDay } from './purchases.ts'
import type { Random } from './random.ts'

const opening = day('2023-12-15')

/** What stands before the first order: calendar, policies, teams, people, products, accounts and their first owners. */
export const openingEntries = (): readonly CloudEvent[] => [
  ...rules(),
  ...teams.map((team) =>
    entry({
      source: 'people',
      id: `team-${team.teamId}`,
      type: 'TeamFormed',
      subject: team.teamId,
      day: opening,
      minute: at(14, 30),
      data: { ...team, effectiveOn: '2024-01-01' },
    }),
  ),
  ...reps.map(({ repId, name, teamId, hiredOn }) =>
    entry({
      source: 'people',
      id: `hired-${repId}`,
      type: 'RepHired',
      subject: repId,
      day: hiredOn > '2024-01-01' ? addDays(day(hiredOn), -4) : opening,
      minute: at(14, 45),
      data: { repId, name, role: 'account-manager', teamId, effectiveOn: hiredOn },
    }),
  ),
  ...products.map(({ productId, name, family }) =>
    entry({
      source: 'erp',
      id: `product-${productId}`,
      type: 'ProductRegistered',
      subject: productId,
      day: opening,
      minute: at(15),
      data: { productId, name, family },
    }),
  ),
]

const rules = (): readonly CloudEvent[] => {
  const policies = [
    ['reporting-zone', 'America/New_York'],
    ['reporting-currency', 'USD'],
    ['credit-rule', 'named-on-order'],
  ] as const
  return [
    entry({
      source: 'finance',
      id: 'calendar-2024',
      type: 'FiscalCalendarDefined',
      subject: 'calendar',
      day: opening,
      minute: at(14),
      data: { fromFiscalYear: 2024, generator: 'gregorian', startMonth: 1, startDay: 1 },
    }),
    ...policies.map(([policyId, value]) =>
      entry({
        source: 'finance',
        id: `policy-${policyId}`,
        type: 'PolicySet',
        subject: policyId,
        day: opening,
        minute: at(14, 10),
        data: { policyId, value },
      }),
    ),
  ]
}

/** The account that two reps look after together. */
export const splitAccount = 'A149'

/** The account whose first order came before anybody had registered it. */
const registeredLate = 'A210'

/** The registration of every account and its first owner; later ones as they came. */
export const accountEntries = (): readonly CloudEvent[] =>
  accounts.flatMap(({ accountId, name, industry, territory, size, owner, since, euro }) => {
    const from = since ? day(since) : day('2024-01-01')
    const recorded = since ? addDays(from, accountId === registeredLate ? 2 : -3) : addDays(opening, 3)
    const { segment } = sizes[size]
    const currency = euro ? 'EUR' : 'USD'
    const owners =
      accountId === splitAccount
        ? [
            { repId: 'R3', basisPoints: 6_000 },
            { repId: 'R2', basisPoints: 4_000 },
          ]
        : [{ repId: firstOwner(accountId, owner, from), basisPoints: 10_000 }]
    return [
      entry({
        source: 'crm',
        id: `account-${accountId}`,
        type: 'AccountRegistered',
        subject: accountId,
        day: recorded,
        minute: at(16),
        data: { accountId, name, industry, segment, territory, currency },
      }),
      entry({
        source: 'crm',
        id: `assigned-${accountId}-1`,
        type: 'AccountAssigned',
        subject: accountId,
        day: recorded,
        minute: at(16, 20),
        data: { accountId, owners, effectiveOn: from },
      }),
    ]
  })

/** Until R6 was hired, the team's other two looked after that book. */
const firstOwner = (accountId: string, owner: string, from: Day): string => {
  if (owner !== 'R6' || from >= handedOver) return owner
  return Number(accountId.slice(1)) % 2 === 0 ? 'R4' : 'R5'
}

/** The day on which R6 took over. */
export const handedOver = day('2024-07-01')

const holidays = ['2024-03-29', '2024-05-01', '2024-12-25', '2024-12-26', '2025-04-18', '2025-05-01', '2025-12-25', '2025-12-26']

/** A rate for each business day, as a treasury publishes it. */
export const rateEntries = (random: Random): readonly CloudEvent[] => {
  const entries: CloudEvent[] = []
  let rate = 11_040
  for (let on = day('2023-12-29'), weekday = 5; on <= lastDay; on = addDays(on, 1), weekday = (weekday + 1) % 7) {
    if (weekday === 0 || weekday === 6 || holidays.includes(on)) continue
    rate = Math.min(11_900, Math.max(10_200, rate + random.between(-58, 60)))
    entries.push(
      entry({
        source: 'treasury',
        id: `fx-eurusd-${on}`,
        type: 'FxRatePublished',
        subject: 'EURUSD',
        day: on,
        minute: at(15, 30),
        data: { base: 'EUR', quote: 'USD', kind: 'daily', effectiveOn: on, rate: `1.${String(rate - 10_000).padStart(4, '0')}` },
      }),
    )
  }
  return entries
}

/** The months of 2025 closed on the fifth of the month after. */
export const closeEntries = (): readonly CloudEvent[] =>
  Array.from({ length: 11 }, (_, index) => {
    const period = `2025-${String(index + 1).padStart(2, '0')}`
    return entry({
      source: 'finance',
      id: `close-${period}`,
      type: 'PeriodClosed',
      subject: period,
      day: day(`2025-${String(index + 2).padStart(2, '0')}-05`),
      minute: at(22),
      data: { period },
    })
  })

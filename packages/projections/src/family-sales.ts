import { dayNumber } from '@daybook/domain'
import type { DayNumber } from './kpi.ts'
import type { PeriodSelection } from './period-selection.ts'
import type { ReportContext } from './report.ts'
import { beginning } from './timeline.ts'

/** What one account has to do with one product family. */
export type FamilySales = {
  readonly accountId: string
  readonly family: string
  /** Net sales of the period. */
  readonly net: bigint
  /** The first and the last day on which the family was bought, by the day of the report; null where it only came back. */
  readonly firstOn: DayNumber | null
  readonly lastOn: DayNumber | null
}

/** What each account bought in each family within a period, or ever before it. RM-07. */
export const familySales = (
  { asOf, parts }: ReportContext,
  families: readonly string[],
  period: PeriodSelection,
): Promise<readonly FamilySales[]> => {
  const last = Math.min(dayNumber(asOf), dayNumber(period.last))
  const ofFamily = (entity: string): Promise<readonly FamilySales[]> =>
    Promise.all([
      parts({ kpi: 'net-sales', scope: 'family', entity, by: 'account', from: dayNumber(period.first), last }),
      parts({ kpi: 'orders', scope: 'family', entity, by: 'account-day', from: beginning, last }),
    ]).then(([sales, orders]) => {
      const nets = new Map(sales.map(({ account, amount }) => [account, amount]))
      const days = Map.groupBy(orders, ({ account }) => account)
      return [...new Set([...nets.keys(), ...days.keys()])].map((accountId) => {
        const bought = (days.get(accountId) ?? []).map(({ day }) => day)
        const net = nets.get(accountId) ?? 0n
        return { accountId, family: entity, net, firstOn: bought[0] ?? null, lastOn: bought.at(-1) ?? null }
      })
    })
  return Promise.all(families.map(ofFamily)).then((found) => found.flat())
}

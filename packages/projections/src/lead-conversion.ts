import { addMonths, dayNumber, dayOf } from '@daybook/domain'
import { occasionsOf } from './day-sales.ts'
import type { SellerListDocument } from './documents/seller-list.ts'
import type { DayNumber } from './kpi.ts'
import type { DaySales, ReportContext } from './report.ts'
import { resolve } from './resolution.ts'
import type { DaySpan } from './year-comparison.ts'

/** A prospect on the list of leads of a seller in a period: the day to judge it by is that on which it bought, else the last. */
export type Lead = { readonly repId: string; readonly account: string; readonly day: DayNumber; readonly isConverted: boolean }

/**
 * The leads of a period, which is what R-135 of the domain specification has of them: the accounts on the list of leads of a seller when the
 * period began, or put there in it, that had not bought by then, nor in the twelve months before they came to the list. One that buys in
 * the period is converted, also where it has left the list by then, as one does that becomes a target or a client.
 */
export const leadsIn = (context: ReportContext, days: DaySpan): Promise<readonly Lead[]> =>
  context.documents<SellerListDocument>('seller-list').then((lists) => {
    const hasBegun = days.from <= days.last
    const listed = (hasBegun ? lists : []).flatMap(({ repId, leads }) =>
      [...sinceOf(leads, days)].map(([accountId, since]) => ({
        ...{ repId, since, account: resolve(context.reference, accountId, days.last) },
      })),
    )
    if (listed.length === 0) return []
    return context
      .salesByDay([...new Set(listed.map(({ account }) => account))])
      .then((sales) => listed.flatMap((lead) => leadOf(lead, occasionsOf(sales.get(lead.account) ?? []), days)))
  })

/** The accounts that stood on a list on a day of the period, each with the day since when, without a break. */
const sinceOf = (statements: SellerListDocument['leads'], { from, last }: DaySpan): ReadonlyMap<string, DayNumber> => {
  const held = statements.filter(({ on }, place) => dayNumber(on) <= last && on !== statements[place + 1]?.on)
  const since = new Map<string, DayNumber>()
  for (const [place, { accountIds }] of held.entries()) {
    const next = held[place + 1]
    const isOfPeriod = next === undefined || dayNumber(next.on) > from
    for (const account of isOfPeriod ? accountIds.filter((one) => !since.has(one)) : []) {
      const gap = held.findLastIndex((before, at) => at < place && !before.accountIds.includes(account))
      since.set(account, dayNumber(held[gap + 1]?.on ?? dayOf(from)))
    }
  }
  return since
}

type Listed = Pick<Lead, 'repId' | 'account'> & { readonly since: DayNumber }

const leadOf = ({ repId, account, since }: Listed, occasions: readonly DaySales[], { from, last }: DaySpan): readonly Lead[] => {
  const begins = Math.max(since, from)
  const client = dayNumber(addMonths(dayOf(since), -12))
  if (occasions.some(({ day }) => client < day && day < begins)) return []
  const bought = occasions.find(({ day }) => begins <= day && day <= last)
  return [{ repId, account, day: bought?.day ?? last, isConverted: bought !== undefined }]
}

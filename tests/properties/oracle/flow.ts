import type { AccountId, Day } from '@daybook/domain'
import { accountsOf, isActiveWith, isCustomerWith, isInBook, isLostWith, type Life, lifeOf, turningDays } from './accounts.ts'
import type { Known } from './book.ts'
import { plusDays, type Span } from './days.ts'
import type { Place } from './sales.ts'

/** How many active accounts came into the book of a place and how many left it, by the way in which they did. M-14. */
export type Flow = Readonly<Record<Way, bigint>>
type Way = 'new' | 'reactivated' | 'wonBack' | 'lost' | 'lapsed' | 'mergedAway' | 'transferredIn' | 'transferredOut'

type Between = { readonly before: Day; readonly on: Day }

/** What an account does to a book from one day to the next; null where it stays in it or out of it. */
const wayOf = (known: Known, place: Place, { life, at }: { life: Life; at: Between }): Way | null => {
  const { accountId } = life
  const [was, is] = [isActiveWith(known, life, at.before), isActiveWith(known, life, at.on)]
  const isInOn = (day: Day): boolean => isInBook(known, place, { accountId, day })
  if (was && is) {
    if (isInOn(at.before) === isInOn(at.on)) return null
    return isInOn(at.on) ? 'transferredIn' : 'transferredOut'
  }
  if (is) {
    if (!isInOn(at.on)) return null
    if (isLostWith(life, at.before)) return 'wonBack'
    return life.occasions[0] === at.on ? 'new' : 'reactivated'
  }
  if (!was || !isInOn(at.before)) return null
  if (!isCustomerWith(life, at.on)) return 'mergedAway'
  return isLostWith(life, at.on) ? 'lost' : 'lapsed'
}

/** Days of a span up to a day on which an account's activity changes or its book may have. */
const daysOf = (known: Known, life: Life, { span, day }: { span: Span; day: Day }): readonly Day[] => {
  const turns = new Set(turningDays(known, span, day))
  const days: Day[] = []
  for (let on = span.first; on < span.until && on <= day; on = plusDays(on, 1)) {
    if (turns.has(on) || isActiveWith(known, life, on) !== isActiveWith(known, life, plusDays(on, -1))) days.push(on)
  }
  return days
}

/** The flow of a place over a span, up to a day: each day compared with the one before. */
export const flowOf = (known: Known, place: Place, within: { span: Span; day: Day }): Flow => {
  const ways = accountsOf(known).flatMap((accountId: AccountId) => {
    const life = lifeOf(known, accountId)
    return daysOf(known, life, within).map((on) => wayOf(known, place, { life, at: { before: plusDays(on, -1), on } }))
  })
  const count = (way: Way): bigint => BigInt(ways.filter((one) => one === way).length)
  return {
    new: count('new'),
    reactivated: count('reactivated'),
    wonBack: count('wonBack'),
    lost: count('lost'),
    lapsed: count('lapsed'),
    mergedAway: count('mergedAway'),
    transferredIn: count('transferredIn'),
    transferredOut: count('transferredOut'),
  }
}

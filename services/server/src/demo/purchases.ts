import { addDays, byText, type Day } from '@daybook/domain'
import { type Account, accounts, products, sizes } from './cast.ts'
import { businessDay, day } from './entry.ts'
import type { Random } from './random.ts'

const firstDay = day('2024-01-02')
export const lastDay = day('2025-12-31')

export type Line = {
  readonly lineId: string
  readonly productId: string
  readonly family: string
  readonly quantity: number
  readonly cents: number
}

/** One sale, as it happened. */
export type Purchase = { readonly account: Account; readonly day: Day; readonly lines: readonly Line[] }

/** Days on which an account was lost, and from when it bought again. */
export type Absence = { readonly accountId: string; readonly from: Day; readonly until: Day | null }

/** How much of an ordinary month an industry buys in each month, in percent. */
const seasons: Readonly<Record<string, readonly number[]>> = {
  manufacturing: [96, 98, 106, 104, 102, 100, 88, 92, 106, 108, 104, 84],
  healthcare: [104, 100, 100, 98, 98, 96, 94, 96, 102, 104, 104, 104],
  food: [84, 86, 92, 96, 102, 106, 112, 122, 124, 108, 92, 84],
  logistics: [86, 88, 96, 96, 98, 100, 98, 100, 108, 118, 124, 104],
  education: [92, 90, 92, 94, 98, 118, 136, 138, 104, 88, 82, 72],
  construction: [68, 74, 96, 112, 124, 126, 122, 118, 110, 96, 80, 62],
  hospitality: [72, 84, 104, 118, 126, 118, 108, 98, 92, 90, 92, 94],
  retail: [78, 78, 88, 92, 94, 94, 96, 104, 112, 134, 138, 96],
}

/** All sales of the two years, by day. */
export const purchasesOf = (random: Random, absences: readonly Absence[]): readonly Purchase[] =>
  accounts
    .flatMap((account) =>
      historyOf(
        account,
        random,
        absences.filter(({ accountId }) => accountId === account.accountId),
      ),
    )
    .sort((a, b) => (a.day === b.day ? byText(a.account.accountId, b.account.accountId) : byText(a.day, b.day)))

const historyOf = (account: Account, random: Random, absences: readonly Absence[]): readonly Purchase[] => {
  const { days } = sizes[account.size]
  // Each account has its own rhythm, and keeps it.
  const rhythm = Math.round((days * random.between(80, 125)) / 100)
  const purchases: Purchase[] = []
  let next = account.since ? day(account.since) : addDays(firstDay, random.below(rhythm))
  while (businessDay(next) <= (account.until ?? lastDay)) {
    const on = businessDay(next)
    const away = absences.some(({ from, until }) => on >= from && (until === null || on < until))
    if (!away) purchases.push({ account, day: on, lines: linesOf(account, on, random) })
    next = addDays(on, Math.max(3, Math.round((rhythm * random.between(82, 118) * 100) / (100 * season(account, on)))))
  }
  return purchases
}

const season = (account: Account, on: Day): number => seasons[account.industry]?.[Number(on.slice(5, 7)) - 1] ?? 100

const linesOf = (account: Account, on: Day, random: Random): readonly Line[] => {
  const growth = on >= '2025-01-01' ? random.between(98, 112) : 100
  const hundreds = (sizes[account.size].hundreds * random.between(62, 138) * season(account, on) * growth) / 1_000_000
  const count = random.between(1, account.size === 'L' ? 4 : 3)
  const first = random.below(products.length)
  return Array.from({ length: count }, (_, index) => {
    const product = products[(first + index * 3) % products.length] ?? products[0]
    if (product === undefined) throw new RangeError('there are no products')
    const quantity = Math.max(1, Math.round((hundreds * 10_000) / count / product.cents))
    const discount = random.pick([0, 0, 3, 5, 8, 12])
    const cents = Math.round((product.cents * quantity * (100 - discount)) / 100)
    return { lineId: String(index + 1), productId: product.productId, family: product.family, quantity, cents }
  })
}

/** What a purchase comes to, in cents. */
export const centsOf = (lines: readonly Line[]): number => lines.reduce((sum, { cents }) => sum + cents, 0)

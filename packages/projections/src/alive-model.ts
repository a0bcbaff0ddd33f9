import { type BgNbd, type BuyingHistory, fitBgNbd } from './bg-nbd.ts'
import { historyOn, type Occasion } from './buying-pattern.ts'
import type { DayNumber } from './kpi.ts'

/** Books that are remembered: as many as are looked at by turns. */
const rememberedMax = 8

type Fitted = { readonly histories: readonly BuyingHistory[]; readonly model: BgNbd | null }

/** A fit is the same for the same histories, and takes up to a second for ten thousand accounts: the last few are kept. */
const remembered: Fitted[] = []

/**
 * The model that fits the buying of all accounts up to a day; null where too few of them bought again. M-33.
 *
 * The same whatever the order of the accounts: sums of fractions depend on it in their last digits.
 */
export const modelOn = (everyone: Iterable<readonly Occasion[]>, day: DayNumber): BgNbd | null => {
  const histories = [...everyone].map((occasions) => historyOn(occasions, day)).sort(byHistory)
  const known = remembered.find((each) => isSame(each.histories, histories))
  if (known !== undefined) return known.model
  const model = fitBgNbd(histories)
  remembered.unshift({ histories, model })
  remembered.length = Math.min(remembered.length, rememberedMax)
  return model
}

const byHistory = (one: BuyingHistory, other: BuyingHistory): number =>
  one.repeats - other.repeats || one.recency - other.recency || one.age - other.age

const isSame = (some: readonly BuyingHistory[], others: readonly BuyingHistory[]): boolean =>
  some.length === others.length &&
  some.every((one, place) => {
    const other = others[place]
    return other !== undefined && byHistory(one, other) === 0
  })

import { logBeta, logGamma, logRising } from './log-gamma.ts'
import { minimise } from './nelder-mead.ts'

/**
 * What the model knows of a customer, in weeks: repeat occasions, the time from the first occasion to the last, and from the first until
 * now.
 */
export type BuyingHistory = { readonly repeats: number; readonly recency: number; readonly age: number }

/** The parameters of a population: rates of buying vary as gamma(r, α), chances of leaving after an occasion as beta(a, b). */
export type BgNbd = { readonly r: number; readonly alpha: number; readonly a: number; readonly b: number }

/**
 * The chance that a customer still buys. M-33; Fader-Hardie note 021. It is 1 by construction without a repeat occasion, and tells
 * nothing there.
 *
 * @example
 * probabilityAlive({ r: 0.243, alpha: 4.414, a: 0.793, b: 2.426 }, { repeats: 2, recency: 30.43, age: 38.86 }) // 0.72658
 */
export const probabilityAlive = (model: BgNbd, history: BuyingHistory): number => 1 / (1 + oddsOfLeft(model, history))

/** The odds that the customer has left; infinite where they exceed what a number holds. */
const oddsOfLeft = ({ r, alpha, a, b }: BgNbd, { repeats, recency, age }: BuyingHistory): number => {
  if (repeats === 0) return 0
  return (a / (b + repeats - 1)) * Math.exp((r + repeats) * Math.log1p((age - recency) / (alpha + recency)))
}

/** The occasions to be expected of a customer in the next `weeks`. M-33. */
export const expectedPurchases = (model: BgNbd, history: BuyingHistory, weeks: number): number => {
  const { alpha, b } = model
  const r = model.r + history.repeats
  const a = awayFromOne(model.a)
  const [from, until] = [alpha + history.age, alpha + history.age + weeks]
  const top = b + history.repeats
  const grown = Math.exp(r * Math.log(from / until)) * gaussSeries({ a: r, b: top, c: a + top - 1 }, weeks / until)
  return (((a + top - 1) / (a - 1)) * (1 - grown)) / (1 + oddsOfLeft(model, history))
}

/** The formula divides by a − 1, and its limit there is smooth: so close to it, the value beside it is as good. */
const awayFromOne = (a: number): number => (Math.abs(a - 1) < 1e-6 ? 1 + 1e-6 : a)

/** The occasions to be expected of a new customer in the first `weeks`, E[X(t)]. M-33. */
export const expectedPurchasesOfNew = (model: BgNbd, weeks: number): number =>
  expectedPurchases(model, { repeats: 0, recency: 0, age: 0 }, weeks)

/** The chance that a new customer buys exactly `count` times more in the first `weeks`, P(X(t) = x). Fader, Hardie & Lee 2005, (8). */
export const probabilityOfPurchases = (model: BgNbd, count: number, weeks: number): number => {
  const { a, b } = model
  const stays = Math.exp(logBeta(a, b + count) - logBeta(a, b)) * poissonGamma(model, count, weeks)
  if (count === 0) return stays
  return stays + Math.exp(logBeta(a + 1, b + count - 1) - logBeta(a, b)) * atLeast(model, count, weeks)
}

/** The chance of exactly so many occasions of a customer who never leaves. */
const poissonGamma = ({ r, alpha }: BgNbd, count: number, weeks: number): number =>
  Math.exp(
    logRising(r, count) - logGamma(count + 1) + r * Math.log(alpha / (alpha + weeks)) + count * Math.log(weeks / (alpha + weeks)),
  )

/** Of so many or more: summed upwards, as one less the rest would leave nothing but rounding where it is small. */
const atLeast = (model: BgNbd, count: number, weeks: number): number => {
  const share = weeks / (model.alpha + weeks)
  return summed(poissonGamma(model, count, weeks), (place) => ((model.r + count + place) / (count + place + 1)) * share)
}

/** The hypergeometric function ₂F₁ for 0 <= z < 1, by Euler's transformation: its series falls faster the more a customer has bought. */
const gaussSeries = ({ a, b, c }: { readonly a: number; readonly b: number; readonly c: number }, z: number): number => {
  const [x, y] = [c - a, c - b]
  return Math.exp((c - a - b) * Math.log1p(-z)) * summed(1, (n) => (((x + n) * (y + n)) / ((c + n) * (n + 1))) * z)
}

const termsMax = 1_000_000

/** A series by its first term and the quotient of each to the one before. Throws where it does not end within a million terms. */
const summed = (first: number, quotient: (place: number) => number): number => {
  let [sum, term] = [first, first]
  for (let place = 0; place < termsMax; place += 1) {
    const next = quotient(place)
    term *= next
    sum += term
    // The terms before may still grow: only those that shrink say what is left.
    if (Math.abs(next) < 1 && Math.abs(term) <= 1e-16 * Math.abs(sum) * (1 - Math.abs(next))) return sum
  }
  throw new RangeError(`a series did not converge within ${termsMax} terms`)
}

/**
 * The logarithm of how likely the histories are under the model. M-33.
 *
 * Where buyers are much alike, the likeliest rates are those of endless r and α: powers of α are taken together as those of 1 + T/α, so
 * that digits are left.
 */
export const logLikelihood = ({ r, alpha, a, b }: BgNbd, histories: Iterable<BuyingHistory>): number => {
  /** What rests on the number of repeats alone: accounts with the same number share it. */
  const byRepeats = new Map<number, number>()
  const power = (repeats: number, weeks: number): number => -r * Math.log1p(weeks / alpha) - repeats * Math.log(alpha + weeks)
  let sum = 0
  for (const { repeats, recency, age } of histories) {
    let shared = byRepeats.get(repeats)
    if (shared === undefined) {
      shared = logRising(r, repeats) + logRising(b, repeats) - logRising(a + b, repeats)
      byRepeats.set(repeats, shared)
    }
    const alive = power(repeats, age)
    sum += shared
    // The powers themselves overflow: the larger is taken out before they are added (Fader-Hardie note 027).
    sum += repeats === 0 ? alive : logOfSum(alive, Math.log(a / (b + repeats - 1)) + power(repeats, recency))
  }
  return sum
}

const logOfSum = (x: number, y: number): number => (x > y ? x + Math.log1p(Math.exp(y - x)) : y + Math.log1p(Math.exp(x - y)))

/** The customers with a repeat occasion without whom nothing is fitted. M-33. */
const repeatersMin = 200

/** Log-parameters stay within numbers that can be multiplied. */
const logarithmMax = 100

/**
 * The model under which the histories are likeliest, by Nelder-Mead over log-parameters from (1, 1, 1, 1), and once more from where that
 * ended, since a simplex can collapse. M-33.
 *
 * Null with fewer than 200 customers who have a repeat occasion. Buyers by clockwork have no likeliest parameters, as ever larger ones
 * are better by ever less: the search ends where it gains nothing, and what the model says of them does not differ any more.
 */
export const fitBgNbd = (histories: readonly BuyingHistory[]): BgNbd | null => {
  if (histories.filter(({ repeats }) => repeats > 0).length < repeatersMin) return null
  const unlikelihood = (at: readonly number[]): number => {
    if (at.some((logarithm) => Math.abs(logarithm) > logarithmMax)) return Number.POSITIVE_INFINITY
    return -logLikelihood(modelAt(at), histories)
  }
  const first = minimise({ of: unlikelihood, from: [0, 0, 0, 0], step: 0.5 })
  return modelAt(minimise({ of: unlikelihood, from: first.at, step: 0.1 }).at)
}

const modelAt = ([r = 0, alpha = 0, a = 0, b = 0]: readonly number[]): BgNbd => ({
  r: Math.exp(r),
  alpha: Math.exp(alpha),
  a: Math.exp(a),
  b: Math.exp(b),
})

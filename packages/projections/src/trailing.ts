import { dayNumber, dayOf, type FiscalCalendar, type FiscalPeriod } from '@daybook/domain'
import type { AccountView } from './account-book.ts'
import { isBuying } from './buying.ts'
import { creditOf, placesOf, sorted } from './credit.ts'
import type { Fact } from './fact.ts'
import type { Contribution, DayNumber, RowEntity } from './kpi.ts'
import { familiesOf, type PeriodKeys } from './period-keys.ts'
import { bucketKey } from './reference.ts'
import { rowEntity } from './seats.ts'
import { always, forever, type Range } from './timeline.ts'

/**
 * The fiscal months of one account that hold a touched day. `only` narrows what is looked at to some keys (a rep, a team, the
 * organisation, an industry …); null: all keys, over all months.
 */
export type TrailingPiece = {
  readonly view: AccountView
  readonly months: readonly FiscalPeriod[]
  readonly only: PeriodKeys | null
}

/**
 * Each key from the first day bought on until the first day of the twelfth fiscal month after the last month bought in. M-10.
 *
 * A month bought in changes what begins or ends with itself and with those next to it that it has fewer than twelve months to, and with
 * no other: an order costs a look at the month before, and that only where it is the first of its month.
 */
export const trailingOf = ({ view, months, only }: TrailingPiece): readonly Contribution[] => {
  const legs = new TrailingLegs(view)
  if (only === null) legs.addAll()
  else for (const month of months) for (const key of only) legs.addAround(key, month)
  return legs.contributions()
}

/** A fiscal month that a key bought in, with its first order there. */
type Bought = { readonly month: FiscalPeriod; readonly order: Fact }

/** Where a key is counted: a rep at his seat, his team and the organisation once, other entities in rows of their own. */
type Counted = { readonly entity: RowEntity; readonly amounts: readonly bigint[] }
type CountedOrder = { readonly counted: ReadonlyMap<string, Counted>; readonly because: readonly bigint[] }

/** What begins and what ends, each leg once however often it is met. */
class TrailingLegs {
  readonly #view: AccountView
  readonly #orders = new Map<Fact, CountedOrder>()
  readonly #legs = new Map<string, Contribution>()

  constructor(view: AccountView) {
    this.#view = view
  }

  contributions(): readonly Contribution[] {
    return [...this.#legs.values()]
  }

  /** All months of all keys, in order. */
  addAll(): void {
    const latest = new Map<string, Bought>()
    for (const order of this.#view.facts.between(always)) {
      if (!isBuying(this.#view, order)) continue
      const month = monthOf(this.#view, order.day)
      if (month !== null) for (const key of this.#of(order).counted.keys()) this.#addNext(latest, key, { month, order })
    }
    for (const [key, bought] of latest) this.#end(key, bought)
  }

  #addNext(latest: Map<string, Bought>, key: string, bought: Bought): void {
    const before = latest.get(key)
    if (before?.month.first === bought.month.first) return
    const isAnew = before === undefined || endOf(this.#view, before.month) <= bought.order.day
    if (isAnew && before !== undefined) this.#end(key, before)
    if (isAnew) this.#start(key, bought)
    latest.set(key, bought)
  }

  /** What a month of a key and those next to it begin and end. */
  addAround(key: string, month: FiscalPeriod): void {
    const here = this.#firstIn(key, month)
    const before = this.#before(key, month)
    const after = this.#after(key, month)
    if (here !== null && before === null) this.#start(key, here)
    if (here !== null && after === null) this.#end(key, here)
    if (before !== null && this.#isApart(before, here ?? after)) this.#end(key, before)
    if (after !== null && this.#isApart(here ?? before, after)) this.#start(key, after)
  }

  #isApart(earlier: Bought | null, later: Bought | null): boolean {
    return earlier === null || later === null || endOf(this.#view, earlier.month) <= later.order.day
  }

  #firstIn(key: string, month: FiscalPeriod): Bought | null {
    const order = this.#find(key, this.#view.facts.between(daysOf(month)))
    return order === null ? null : { month, order }
  }

  /** The latest month bought in that is fewer than twelve before. It is looked back from the end, as it is nearly always the last. */
  #before(key: string, month: FiscalPeriod): Bought | null {
    const { calendar } = this.#view.reference
    for (const earlier of monthsBefore(calendar, month)) {
      const bought = this.#firstIn(key, earlier)
      if (bought !== null) return bought
    }
    return null
  }

  /** The first month bought in that is fewer than twelve after. */
  #after(key: string, month: FiscalPeriod): Bought | null {
    const range = { from: dayNumber(month.until), until: endOf(this.#view, month) }
    const order = this.#find(key, this.#view.facts.between(range))
    const found = order === null ? null : monthOf(this.#view, order.day)
    return order === null || found === null ? null : { month: found, order }
  }

  /** The first qualifying order of a key in a fiscal month. */
  #find(key: string, facts: readonly Fact[]): Fact | null {
    return facts.find((fact) => isBuying(this.#view, fact) && this.#of(fact).counted.has(key)) ?? null
  }

  #of(order: Fact): CountedOrder {
    const known = this.#orders.get(order) ?? countedOrder(this.#view, order)
    this.#orders.set(order, known)
    return known
  }

  #start(key: string, { order, month }: Bought): void {
    this.#add(`${key} from ${month.first}`, { key, order, day: order.day, sign: 1n })
  }

  #end(key: string, { order, month }: Bought): void {
    const day = endOf(this.#view, month)
    if (day < forever) this.#add(`${key} until ${month.first}`, { key, order, day, sign: -1n })
  }

  #add(leg: string, at: { readonly key: string; readonly order: Fact; readonly day: DayNumber; readonly sign: 1n | -1n }): void {
    const { counted, because } = this.#of(at.order)
    const place = counted.get(at.key)
    if (place === undefined) return
    const amounts = place.amounts.map((amount) => at.sign * amount)
    const cell = { entity: place.entity, period: bucketKey(at.day) }
    this.#legs.set(leg, { cell, from: at.day, until: null, amounts, because })
  }
}

const countedOrder = (view: AccountView, order: Fact): CountedOrder => {
  const { seats, setBy } = creditOf(view, order)
  const counted = new Map<string, Counted>()
  const count = (key: string, entity: RowEntity, amounts: readonly bigint[]): void => {
    if (!counted.has(key)) counted.set(key, { entity, amounts })
  }
  for (const { entity, repKey, teamKey } of seats) {
    count(repKey, entity, [1n, 0n, 0n])
    if (teamKey !== null) count(teamKey, entity, [0n, 1n, 0n])
    count('org', entity, [0n, 0n, 1n])
  }
  for (const entity of placesOf(view, order.day)) count(`${entity.scope} ${entity.id}`, entity, [1n])
  for (const family of familiesOf(view, order)) count(`family ${family}`, rowEntity('family', family), [1n])
  return { counted, because: setBy === null ? [order.daySetBy] : sorted([order.daySetBy, setBy]) }
}

const monthOf = ({ reference }: AccountView, day: DayNumber): FiscalPeriod | null => reference.calendar.monthOf(dayOf(day))

const daysOf = ({ first, until }: FiscalPeriod): Range => ({ from: dayNumber(first), until: dayNumber(until) })

/** How many fiscal months an account is counted for: the one it bought in and those after it. */
const monthsCounted = 12

/** The eleven months before one, the latest first; fewer where the calendar has a hole. */
function* monthsBefore({ previous }: FiscalCalendar, month: FiscalPeriod): Generator<FiscalPeriod> {
  let earlier = previous(month, 1)
  for (let count = 1; count < monthsCounted && earlier !== null; count += 1) {
    yield earlier
    earlier = previous(earlier, 1)
  }
}

const ends = new WeakMap<FiscalCalendar, Map<string, DayNumber>>()

/** The first day of the twelfth fiscal month after one; where the calendar ends before, no day. */
const endOf = ({ reference: { calendar } }: AccountView, month: FiscalPeriod): DayNumber => {
  const known = ends.get(calendar) ?? new Map<string, DayNumber>()
  ends.set(calendar, known)
  const end = known.get(month.first) ?? endIn(calendar, month)
  known.set(month.first, end)
  return end
}

const endIn = ({ monthOf: at }: FiscalCalendar, month: FiscalPeriod): DayNumber => {
  let last: FiscalPeriod | null = month
  for (let count = 1; count < monthsCounted && last !== null; count += 1) last = at(last.until)
  return last === null ? forever : dayNumber(last.until)
}

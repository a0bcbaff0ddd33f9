import { allocate, convertAt, dayNumber, dayOf, type RateFound, rateFor } from '@daybook/domain'
import type { AccountHead, AccountView } from './account-book.ts'
import type { Fact, FactLine, Share } from './fact.ts'
import type { Contribution, DayNumber, PeriodKey, RowEntity } from './kpi.ts'
import { assignedOn } from './ownership.ts'
import { currencyOf, monthOfDay, policyFor, type Reference, teamOn } from './reference.ts'
import { noOwners, rowEntity, type Seat, seatsOf } from './seats.ts'
import { heldOn, type Timeline } from './timeline.ts'

/** Who is credited for a fact, and the event that says so; null when it is nobody's. P-05, P-06. */
export type Credit = { readonly owners: readonly Share[]; readonly setBy: bigint | null; readonly seats: readonly Seat[] }

/** One sales fact as the KPIs of sales see it: in the reporting currency, credited, with what it rests on. */
export type OrderPiece = {
  readonly view: AccountView
  readonly fact: Fact
  readonly month: PeriodKey
  /** The day of the order, also of a credit note whose order is known: industry and territory are those of that day. */
  readonly soldOn: DayNumber
  readonly seats: readonly Seat[]
  /** Value in the reporting currency, positive on credit notes too. */
  readonly amount: bigint
  readonly byFamily: ReadonlyMap<string, bigint>
  readonly because: readonly bigint[]
}

/** The credit of a fact by the rules in force on its day. */
export const creditOf = (view: AccountView, fact: Fact): Credit => {
  const original = originalOf(view, fact)
  if (original !== null && policyFor(view.reference, 'return-credit', fact.day) === 'follow-original')
    return creditOf(view, original)
  const { owners, setBy } = ownersCredited(view, fact)
  return { owners, setBy, seats: seatsOf(owners, (repId) => teamOn(view.reference, repId, fact.day)) }
}

/** The order that a credit note refers to, when the account has it. */
export const originalOf = ({ facts, composition }: AccountView, { original }: Fact): Fact | null => {
  if (original === null) return null
  return composition === null ? facts.get(original) : composition.original(original)
}

const ownersCredited = (view: AccountView, fact: Fact): { readonly owners: readonly Share[]; readonly setBy: bigint | null } => {
  if (fact.override !== null) return fact.override
  const rule = policyFor(view.reference, 'credit-rule', fact.day)
  if (rule === 'named-on-order' && fact.salesperson !== null) {
    return { owners: [{ repId: fact.salesperson, basisPoints: 10_000 }], setBy: fact.sellerSetBy }
  }
  const assigned =
    rule === 'current-owner'
      ? latestAssigned(bookedOn(view, fact))
      : assignedOn(bookedOn(view, fact), rule === 'period-end-owner' ? lastOfMonth(view, fact) : fact.day)
  return assigned ?? { owners: noOwners, setBy: null }
}

/** The account that a fact was booked on: credit does not move with a merge. P-15. */
const bookedOn = ({ head, composition }: AccountView, fact: Fact): AccountHead =>
  composition === null ? head : composition.bookedOn(fact)

const latestAssigned = ({ assignments }: AccountHead): { readonly owners: readonly Share[]; readonly setBy: bigint } | null => {
  const latest = assignments.at(-1)
  return latest === undefined || latest.value === null ? null : { owners: latest.value, setBy: latest.setBy }
}

const lastOfMonth = (view: AccountView, fact: Fact): number => {
  const month = view.reference.calendar.monthOf(dayOf(fact.day))
  return month === null ? fact.day : dayNumber(month.until) - 1
}

/** The rate at which a fact converts: that of its original's day for a credit note. Null: unconvertible. P-08. */
export const rateOf = (view: AccountView, fact: Fact): RateFound | null => {
  const { calendar, rates } = view.reference
  const day = dayOf(originalOf(view, fact)?.day ?? fact.day)
  const rule = policyFor(view.reference, 'fx-rule', fact.day)
  return rateFor(rates, { from: fact.currency, to: currencyOf(view.reference), day, rule, calendar })
}

/** What the sales KPIs are computed from; null when the fact counts nowhere (void, in no period, unconvertible). */
export const orderPiece = (view: AccountView, fact: Fact): OrderPiece | null => {
  if (fact.standing !== 'open') return null
  const month = monthOfDay(view.reference, fact.day)
  const rate = rateOf(view, fact)
  if (month === null || rate === null) return null
  const credit = creditOf(view, fact)
  const original = originalOf(view, fact)
  const because = original === null ? [fact.daySetBy, fact.valueSetBy] : [fact.daySetBy, fact.valueSetBy, original.daySetBy]
  return {
    view,
    fact,
    month,
    soldOn: original?.day ?? fact.day,
    seats: credit.seats,
    ...converted(view, fact, rate),
    because: sorted(credit.setBy === null ? because : [...because, credit.setBy]),
  }
}

/** Rounded half-even per line before adding up. P-08. */
const converted = (view: AccountView, fact: Fact, { rate }: RateFound): Pick<OrderPiece, 'amount' | 'byFamily'> => {
  const same = rate.num === rate.den
  const byFamily = new Map<string, bigint>()
  let amount = 0n
  for (const line of fact.lines) {
    const value = same ? line.net : convertAt(line.net, rate)
    amount += value
    const family = familyOf(view.reference, line)
    if (family !== null) byFamily.set(family, (byFamily.get(family) ?? 0n) + value)
  }
  return { amount, byFamily }
}

/** The family of a line: its own, else that of its product. */
export const familyOf = ({ families }: Reference, { family, productId }: Pick<FactLine, 'family' | 'productId'>): string | null =>
  family ?? (productId === null ? null : (families.get(productId) ?? null))

/** Positions, smallest first, each once. */
export const sorted = (positions: readonly bigint[]): readonly bigint[] => {
  const ordered: bigint[] = []
  for (const position of positions) {
    let place = ordered.length
    while (place > 0 && (ordered[place - 1] ?? 0n) > position) place -= 1
    if (ordered[place - 1] === position) continue
    if (place === ordered.length) ordered.push(position)
    else ordered.splice(place, 0, position)
  }
  return ordered
}

/** The rows of an amount: its parts at the seats, by largest remainder, and the whole at account, industry, territory and family. */
export const amountRows = (piece: OrderPiece, amount: bigint, ofFamily: (value: bigint) => bigint): readonly Contribution[] => {
  const parts =
    piece.seats.length === 1
      ? [amount]
      : allocate(
          amount,
          piece.seats.map((seat) => BigInt(seat.basisPoints)),
        )
  const rows = piece.seats.map((seat, index) => row(piece, seat.entity, [parts[index] ?? 0n]))
  for (const entity of accountEntities(piece.view, piece.soldOn)) rows.push(row(piece, entity, [amount]))
  for (const [family, value] of piece.byFamily) rows.push(row(piece, rowEntity('family', family), [ofFamily(value)]))
  return rows
}

/** The rows of a count: once at each seat for the rep, once for each team, the organisation and the account's other scopes. */
export const countRows = (piece: OrderPiece): readonly Contribution[] => {
  const rows = piece.seats.map((seat) => row(piece, seat.entity, seat.counts))
  for (const entity of accountEntities(piece.view, piece.soldOn)) rows.push(row(piece, entity, one))
  for (const family of piece.byFamily.keys()) rows.push(row(piece, rowEntity('family', family), one))
  return rows
}

const one: readonly bigint[] = [1n]

const row = (piece: OrderPiece, entity: RowEntity, amounts: readonly bigint[]): Contribution => ({
  cell: { entity, period: piece.month },
  from: piece.fact.day,
  until: null,
  amounts,
  because: piece.because,
})

const remembered = new WeakMap<AccountHead, readonly RowEntity[]>()

/** The account's own row entities on a day: itself, its industry, its territory. */
export const accountEntities = ({ head }: AccountView, day: DayNumber): readonly RowEntity[] => {
  if (head.industries.length + head.territories.length > 0) return entitiesOn(head, day)
  const known = remembered.get(head)
  if (known !== undefined) return known
  const entities = entitiesOn(head, day)
  remembered.set(head, entities)
  return entities
}

const entitiesOn = (head: AccountHead, day: DayNumber): readonly RowEntity[] => {
  const entities = [rowEntity('account', head.accountId)]
  const industry = placeOn(head.industries, day, head.industry)
  const territory = placeOn(head.territories, day, head.territory)
  if (industry !== null) entities.push(rowEntity('industry', industry))
  if (territory !== null) entities.push(rowEntity('territory', territory))
  return entities
}

/** The industry of an account on a day; null where none is known. */
export const industryOn = ({ head }: AccountView, day: DayNumber): string | null => placeOn(head.industries, day, head.industry)

const placeOn = (changes: Timeline<string>, day: DayNumber, registered: string | null): string | null => {
  const held = heldOn(changes, day)
  return held === null ? registered : held.value
}

/** Where the account stands on a day besides itself: its industry, its territory. */
export const placesOf = (view: AccountView, day: DayNumber): readonly RowEntity[] => {
  const { industry, territory, industries, territories } = view.head
  const isNowhere = industry === null && territory === null && industries.length + territories.length === 0
  return isNowhere ? nowhere : accountEntities(view, day).slice(1)
}

const nowhere: readonly RowEntity[] = []

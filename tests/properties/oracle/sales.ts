import type { AccountId, Day, EventOf, Recorded } from '@daybook/domain'
import { partsOf, tenThousandths } from './amounts.ts'
import { type Known, latestOn, policy } from './book.ts'
import { customerOf } from './merges.ts'
import { converted, type Line, type Order, ordersOf, totalOf } from './orders.ts'
import { creditByRule, type Part, teamOn } from './people.ts'

/** Whom a figure is about. */
export type Place = { readonly scope: string; readonly entity: string | null }

/** An order or credit note in the reporting currency, with those who are credited. `lines` is null where there is no rate. */
export type Sale = {
  /** The customer, which is not the account that it was booked on where that was merged into another. */
  readonly customerId: AccountId
  readonly day: Day
  /** The day of the order: industry and territory are those of that day. */
  readonly soldOn: Day
  readonly lines: readonly Line[] | null
  readonly families: readonly (string | null)[]
  readonly parts: readonly Part[]
  /** On which day's teams the credited reps count: a credit note takes back from the team that had the sale. */
  readonly teamDay: Day
  /** An order of some value, neither void nor cancelled: what makes a buyer. P-02. */
  readonly isQualifying: boolean
}

const creditOf = (known: Known, order: Order): readonly Part[] => order.split ?? creditByRule(known, order)

/** An order as a sale. */
export const saleOf = (known: Known, order: Order): Sale => ({
  customerId: customerOf(known, order.accountId, order.effectiveOn),
  day: order.effectiveOn,
  soldOn: order.effectiveOn,
  lines: converted(known, order, order.effectiveOn),
  families: order.lines.map((line) => line.family),
  parts: creditOf(known, order),
  teamDay: order.effectiveOn,
  isQualifying: totalOf(order.lines) > 0n,
})

const linesOfNote = (note: Recorded<EventOf<'CreditNoteIssued'>>): readonly Line[] =>
  note.data.lines.map((line) => ({ family: line.family ?? null, amount: -tenThousandths(line.net) }))

/** A credit note acts on its own day; with its order known, at that order's rate and, by the rule, with its credit. P-03, P-06, P-08. */
const returnOf = (known: Known, note: Recorded<EventOf<'CreditNoteIssued'>>): Sale => {
  const { accountId, currency, orderId } = note.data
  const original = ordersOf(known).find((order) => order.source === note.source && order.orderId === orderId)
  const lines = linesOfNote(note)
  const follows =
    original !== undefined &&
    policy(known, 'return-credit', { day: note.effectiveOn, byDefault: 'follow-original' }) === 'follow-original'
  const ownCredit = { accountId, effectiveOn: note.effectiveOn, salespersonId: note.data.salespersonId }
  return {
    customerId: customerOf(known, accountId, note.effectiveOn),
    day: note.effectiveOn,
    soldOn: original?.effectiveOn ?? note.effectiveOn,
    lines: converted(known, { currency, lines }, original?.effectiveOn ?? note.effectiveOn),
    families: lines.map((line) => line.family),
    parts: follows ? creditOf(known, original) : creditByRule(known, ownCredit),
    teamDay: follows ? original.effectiveOn : note.effectiveOn,
    isQualifying: false,
  }
}

/** Orders that stand or are cancelled, and credit notes that stand. */
export const orderSales = (known: Known): readonly Sale[] =>
  ordersOf(known)
    .filter((order) => !order.isVoid)
    .map((order) => saleOf(known, order))

/** Credit notes that stand. */
export const returns = (known: Known): readonly Sale[] =>
  known
    .of('CreditNoteIssued')
    .filter(
      (note) =>
        !known
          .of('CreditNoteVoided')
          .some((gone) => gone.source === note.source && gone.data.creditNoteId === note.data.creditNoteId),
    )
    .map((note) => returnOf(known, note))

const registered = (known: Known, accountId: AccountId) =>
  known.of('AccountRegistered').find((event) => event.data.accountId === accountId)?.data

/** A field of an account's profile on a day: as it was changed last by then, else as registered. */
const fieldOn = (known: Known, field: 'industry' | 'territory', { accountId, day }: AccountDay): string | null => {
  const changes = known.of('AccountProfileChanged').filter(({ data }) => data.accountId === accountId && field in data.changes)
  const change = latestOn(changes, day)
  return (change === undefined ? registered(known, accountId)?.[field] : change.data.changes[field]) ?? null
}

/** An account on a day. */
export type AccountDay = { readonly accountId: AccountId; readonly day: Day }

/** Whether an account belongs on a day to a place that nobody owns: itself, an industry, a territory, the organisation. */
export const isOf = (known: Known, { scope, entity }: Place, at: AccountDay): boolean => {
  if (scope === 'org') return true
  if (scope === 'account') return at.accountId === entity
  return (scope === 'industry' || scope === 'territory') && entity !== null && fieldOn(known, scope, at) === entity
}

const isSoldTo = (known: Known, { customerId, soldOn }: Sale, place: Place): boolean =>
  isOf(known, place, { accountId: customerId, day: soldOn })

/** Whether a rep stands for a place on a day. */
export const standsFor = (known: Known, { scope, entity }: Place, { repId, day }: { repId: string; day: Day }): boolean => {
  if (scope === 'rep') return repId === entity
  return scope === 'team' && repId !== 'HOUSE' && teamOn(known, repId, day) === entity
}

const isOfPeople = (place: Place): boolean => place.scope === 'rep' || place.scope === 'team'

/** What a sale is worth to a place. Rep and team have the parts that split it, a family its lines. */
export const amountFor = (known: Known, sale: Sale, place: Place): bigint => {
  const lines = sale.lines ?? []
  if (place.scope === 'family') return totalOf(lines.filter((line) => line.family === place.entity))
  if (!isOfPeople(place)) return isSoldTo(known, sale, place) ? totalOf(lines) : 0n
  const weights = sale.parts.map((part) => BigInt(part.basisPoints))
  const split = partsOf(totalOf(lines), weights)
  return split
    .filter((_, index) => standsFor(known, place, { repId: sale.parts[index]!.repId, day: sale.teamDay }))
    .reduce((a, b) => a + b, 0n)
}

/** The share of one order that a place is credited with, in ten-thousandths. */
export const shareFor = (known: Known, sale: Sale, place: Place): bigint => {
  if (!isOfPeople(place)) return concerns(known, sale, place) ? 10_000n : 0n
  return sale.parts
    .filter(({ repId }) => standsFor(known, place, { repId, day: sale.teamDay }))
    .reduce((sum, part) => sum + BigInt(part.basisPoints), 0n)
}

/** Whether a sale counts for a place. */
export const concerns = (known: Known, sale: Sale, place: Place): boolean => {
  if (place.scope === 'family') return sale.families.includes(place.entity)
  if (!isOfPeople(place)) return isSoldTo(known, sale, place)
  return sale.parts.some(({ repId }) => standsFor(known, place, { repId, day: sale.teamDay }))
}

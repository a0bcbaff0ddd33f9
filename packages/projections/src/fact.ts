import { amountOf, type Currency, type Decimal, type OrderLine, valuedLines } from '@daybook/domain'
import type { DayNumber } from './kpi.ts'

/** One line of a sales fact: what is left of it after the order discount; positive on credit notes too. */
export type FactLine = {
  readonly lineId: string
  readonly family: string | null
  readonly productId: string | null
  readonly net: bigint
  /** What the line cost us, where that was said. */
  readonly cost: bigint | null
  /** The product that it takes the place of. */
  readonly upgradeOf: string | null
}

export type Share = { readonly repId: string; readonly basisPoints: number }

/**
 * The current version of one order or credit note of an account.
 *
 * `key` is its stream. `…By` name, by position, the event that last changed that aspect, so that a corrected amount does not disturb
 * what only rests on the day. A `moved` order was corrected to another account: it stays as the original of its credit notes.
 */
export type Fact = {
  readonly key: string
  readonly kind: 'order' | 'credit'
  readonly standing: 'open' | 'cancelled' | 'void' | 'moved'
  readonly position: bigint
  readonly day: DayNumber
  readonly currency: Currency
  readonly lines: readonly FactLine[]
  readonly value: bigint
  readonly salesperson: string | null
  readonly original: string | null
  readonly override: { readonly owners: readonly Share[]; readonly setBy: bigint } | null
  readonly daySetBy: bigint
  readonly valueSetBy: bigint
  readonly sellerSetBy: bigint
  /** What last said more of the lines than what they are worth: costs, upgrades. */
  readonly detailsSetBy: bigint
  /** The event that came late: after the close of its period or more than three days after its day. P-14. */
  readonly lateBy: bigint | null
}

/** The lines of an order net of its order discount. P-02. */
export const factLines = (lines: readonly OrderLine[], orderDiscount: Decimal | undefined): readonly FactLine[] =>
  valuedLines(orderDiscount === undefined ? { lines } : { lines, orderDiscount }).map(
    ({ lineId, family, productId, value, cost, upgradeOf }) => ({
      lineId,
      family: family ?? null,
      productId: productId ?? null,
      net: value,
      cost: cost === undefined ? null : amountOf(cost),
      upgradeOf: upgradeOf ?? null,
    }),
  )

export const totalOf = (lines: readonly FactLine[]): bigint => {
  let sum = 0n
  for (const line of lines) sum += line.net
  return sum
}

/** Whether the fact makes its account a buyer: a standing order worth more than nothing. Credit notes never un-qualify it. P-02. */
export const isQualifying = (fact: Fact): boolean => fact.kind === 'order' && fact.standing === 'open' && fact.value > 0n

/** A fact as text, and back: compact, since one is written for every order. */
export const encodeFact = (fact: Fact): string =>
  JSON.stringify([
    fact.key,
    fact.kind === 'order' ? 0 : 1,
    standings.indexOf(fact.standing),
    Number(fact.position),
    fact.day,
    fact.currency,
    fact.lines.map(encodeLine),
    fact.salesperson,
    fact.original,
    fact.override === null
      ? null
      : [fact.override.owners.map((owner) => [owner.repId, owner.basisPoints]), Number(fact.override.setBy)],
    Number(fact.daySetBy),
    Number(fact.valueSetBy),
    Number(fact.sellerSetBy),
    fact.lateBy === null ? null : Number(fact.lateBy),
    ...(fact.detailsSetBy === fact.valueSetBy ? [] : [Number(fact.detailsSetBy)]),
  ])

/** Details of lines, which few have, stand at the end. */
const encodeLine = ({ lineId, family, productId, net, cost, upgradeOf }: FactLine): EncodedLine =>
  cost === null && upgradeOf === null
    ? [lineId, family, productId, net.toString()]
    : [lineId, family, productId, net.toString(), cost?.toString() ?? null, upgradeOf]

type EncodedLine = [string, string | null, string | null, string, (string | null)?, (string | null)?]

const decodeLine = ([lineId, family, productId, net, cost = null, upgradeOf = null]: EncodedLine): FactLine => ({
  lineId,
  family,
  productId,
  net: BigInt(net),
  cost: cost === null ? null : BigInt(cost),
  upgradeOf,
})

const standings = ['open', 'cancelled', 'void', 'moved'] as const

type Encoded = [
  string,
  number,
  number,
  number,
  number,
  Currency,
  EncodedLine[],
  string | null,
  string | null,
  [[string, number][], number] | null,
  number,
  number,
  number,
  number | null,
  number?,
]

export const decodeFact = (text: string): Fact => {
  const [
    key,
    kind,
    standing,
    position,
    day,
    currency,
    encodedLines,
    salesperson,
    original,
    override,
    daySetBy,
    valueSetBy,
    sellerSetBy,
    lateBy,
    detailsSetBy = valueSetBy,
  ] = JSON.parse(text) as Encoded // Sound: working state, written by encodeFact alone
  const lines = encodedLines.map(decodeLine)
  return {
    key,
    kind: kind === 0 ? 'order' : 'credit',
    standing: standings[standing] ?? 'open',
    position: BigInt(position),
    day,
    currency,
    lines,
    value: totalOf(lines),
    salesperson,
    original,
    override:
      override === null
        ? null
        : { owners: override[0].map(([repId, basisPoints]) => ({ repId, basisPoints })), setBy: BigInt(override[1]) },
    daySetBy: BigInt(daySetBy),
    valueSetBy: BigInt(valueSetBy),
    sellerSetBy: BigInt(sellerSetBy),
    detailsSetBy: BigInt(detailsSetBy),
    lateBy: lateBy === null ? null : BigInt(lateBy),
  }
}

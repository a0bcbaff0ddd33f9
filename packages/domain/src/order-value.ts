import { absolute, allocate, amountOf, type Decimal, decimalOf } from './money.ts'
import type { OrderLine } from './order.ts'
import { accept, type Result, refuse } from './result.ts'

/** What an order or credit note says it is worth: lines, or one amount for the whole. */
export type Worth = { readonly lines?: OrderLine[]; readonly net?: Decimal; readonly orderDiscount?: Decimal }

/** Header and lines differ by more than rounding. P-02. */
export type TotalMismatch = {
  readonly code: 'total-mismatch'
  readonly given: Decimal
  readonly computed: Decimal
  readonly difference: Decimal
}

/** A line with its value after its part of the order's discount, in ten-thousandths. */
export type ValuedLine = OrderLine & { readonly value: bigint }

/**
 * The lines with their values: net less the part of the order's discount, spread by line value, largest remainder. P-02.
 *
 * A line worth less than nothing bears its part as if it were worth that much; where all are worth nothing the spread is even.
 */
export const valuedLines = ({
  lines,
  orderDiscount,
}: {
  lines: readonly OrderLine[]
  orderDiscount?: Decimal
}): readonly ValuedLine[] => {
  const nets = lines.map(({ net }) => amountOf(net))
  const discount = orderDiscount === undefined ? 0n : amountOf(orderDiscount)
  const parts = discount === 0n ? [] : allocate(discount, weightsOf(nets))
  return lines.map((line, index) => ({ ...line, value: (nets[index] ?? 0n) - (parts[index] ?? 0n) }))
}

const weightsOf = (nets: readonly bigint[]): readonly bigint[] => {
  const sizes = nets.map(absolute)
  return sizes.some((size) => size > 0n) ? sizes : sizes.map(() => 1n)
}

/**
 * The lines in normal form: sorted by id; an amount for the whole is one line "1". An amount beside lines must agree with them
 * within one ten-thousandth a line, and is dropped. P-02.
 */
export const normalLines = ({ lines, net, orderDiscount }: Worth): Result<OrderLine[], TotalMismatch> => {
  if (lines === undefined) return accept([{ lineId: impliedLine, net: net ?? decimalOf(0n) }])
  const sorted = lines.toSorted((a, b) => byCodePoint(a.lineId, b.lineId))
  if (net === undefined) return accept(sorted)
  const discount = orderDiscount === undefined ? 0n : amountOf(orderDiscount)
  const computed = lines.reduce((sum, line) => sum + amountOf(line.net), -discount)
  const difference = amountOf(net) - computed
  const allowed = BigInt(lines.length)
  if (difference <= allowed && difference >= -allowed) return accept(sorted)
  return refuse({ code: 'total-mismatch', given: net, computed: decimalOf(computed), difference: decimalOf(difference) })
}

const impliedLine = '1' as OrderLine['lineId'] // Sound: matches the schema

/** Orders text by code point; `<` would order by UTF-16 unit. */
export const byCodePoint = (one: string, other: string): number => {
  const others = other[Symbol.iterator]()
  for (const character of one) {
    const { value, done } = others.next()
    if (done === true) return 1
    if (character !== value) return (character.codePointAt(0) ?? 0) - (value.codePointAt(0) ?? 0)
  }
  return others.next().done === true ? 0 : -1
}

import { kpis, ratios } from '@daybook/projections'
import type { Cell, FoldedAt } from './probed-book.ts'

/** What an answer must say: its value as text, or the exact fraction of a ratio, or nothing with the reason. */
export type Expected = { readonly value: string | number } | { readonly exact: Fraction } | { readonly reason: string }
type Fraction = { readonly num: string; readonly den: string }

/** The value of a KPI or ratio in a cell, from the folded book. */
export const expectedValue = (folded: FoldedAt, measure: string, cell: Cell): Expected => {
  const kpi = kpis.find(({ name }) => name === measure)
  if (kpi === undefined) return expectedRatio(folded, measure, cell)
  const sum = folded.value(measure, cell)
  if (kpi.set !== undefined) return folded.value(kpi.set.by, cell) > 0n ? { value: money(sum) } : { reason: kpi.set.reason }
  if (kpi.unit === 'money') return { value: money(sum) }
  return kpi.unit === 'share' ? { exact: lowest(sum, 10_000n) } : { value: Number(sum) }
}

const expectedRatio = (folded: FoldedAt, measure: string, cell: Cell): Expected => {
  const ratio = ratios.find(({ name }) => name === measure)!
  if (measure === 'quota-attainment' || measure === 'quota-variance') return matched(folded, measure, cell)
  const isNet = measure === 'average-order-size' && folded.orderSizeBasis(cell.asOf) === 'net-of-credits'
  const left = folded.value(isNet ? 'net-sales' : ratio.numerator, cell)
  const right = folded.value(ratio.denominator, cell)
  if (right === 0n) return { reason: ratio.reason }
  return { exact: ratio.unit === 'money' ? lowest(left, right * 10_000n) : lowest(left, right) }
}

/** Sales against quota of the months and owners that have one: the scope's own quota, else rep by rep. P-17. */
const matched = (folded: FoldedAt, measure: string, cell: Cell): Expected => {
  const sides = folded.selection(cell.period).months.flatMap((month) => monthSides(folded, { ...cell, period: month.id }))
  if (sides.length === 0) return { reason: 'no-quota' }
  const sales = sides.reduce((sum, side) => sum + side.sales, 0n)
  const quota = sides.reduce((sum, side) => sum + side.quota, 0n)
  if (measure === 'quota-variance') return { value: money(sales - quota) }
  return quota === 0n ? { reason: 'zero-quota' } : { exact: lowest(sales, quota) }
}

type Side = { readonly sales: bigint; readonly quota: bigint }

const monthSides = (folded: FoldedAt, cell: Cell): readonly Side[] => {
  const whole = { sales: folded.value('net-sales', cell), quota: folded.value('quota', cell) }
  if (cell.scope === 'rep') return folded.value('quota-set', cell) > 0n ? [whole] : []
  if (folded.hasOwnQuota(cell)) return [whole]
  if (folded.value('quota-set', cell) === 0n) return []
  return folded.reps().flatMap((entity) => {
    const ofRep: Cell = { ...cell, scope: 'rep', entity }
    if (folded.value('quota-set', ofRep) === 0n) return []
    if (cell.scope === 'org') return [{ sales: folded.value('net-sales', ofRep), quota: folded.value('quota', ofRep) }]
    // In a team counts whose quota stands there, and who sold there while it stands elsewhere.
    const within = (kpi: string) => folded.valueWithin(kpi, ofRep, cell.entity ?? '')
    const side = { sales: within('net-sales'), quota: within('quota') }
    return side.sales === 0n && within('quota-set') === 0n ? [] : [side]
  })
}

/** An amount of ten-thousandths with four decimals. */
const money = (amount: bigint): string => {
  const digits = (amount < 0n ? -amount : amount).toString().padStart(5, '0')
  return `${amount < 0n ? '-' : ''}${digits.slice(0, -4)}.${digits.slice(-4)}`
}

const lowest = (num: bigint, den: bigint): Fraction => {
  const divisor = greatestCommonDivisor(num < 0n ? -num : num, den < 0n ? -den : den) * (den < 0n ? -1n : 1n)
  return { num: (num / divisor).toString(), den: (den / divisor).toString() }
}

const greatestCommonDivisor = (a: bigint, b: bigint): bigint => (b === 0n ? a : greatestCommonDivisor(b, a % b))

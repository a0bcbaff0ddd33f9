/** Groups the digits before the point. @example grouped('-12345.50') // '-12,345.50' */
export const grouped = (decimal: string): string => {
  const [whole = '', ...rest] = decimal.split('.')
  return [whole.replace(/\B(?=(?:\d{3})+$)/g, ','), ...rest].join('.')
}

/** Drops zeros at the end of the decimals, but keeps `least` of them. @example shortened('600.5000', 2) // '600.50' */
const shortened = (decimal: string, least: number): string => {
  const [whole = '', decimals = ''] = decimal.split('.')
  const kept = decimals.replace(/0+$/, '').padEnd(least, '0')
  return kept === '' ? whole : `${whole}.${kept}`
}

/** A ratio with six decimals as a percentage with two, in exact arithmetic. @example percentage('0.927273') // '92.73 %' */
export const percentage = (ratio: string): string => `${hundredfold(ratio)} %`

const hundredfold = (ratio: string): string => {
  const [whole = '0', decimals = ''] = ratio.replace('-', '').split('.')
  const millionths = BigInt(whole + decimals.padEnd(6, '0').slice(0, 6))
  const hundredths = (millionths + 50n) / 100n
  const text = hundredths.toString().padStart(3, '0')
  return `${ratio.startsWith('-') ? '-' : ''}${grouped(text.slice(0, -2))}.${text.slice(-2)}`
}

/** The largest amount that is shown without its cents, so that a column of figures stays readable. */
const roundFrom = 10_000_000_000n

/** A money string of four decimals for a table: grouped, with cents, and without them from a million on. */
export const moneyShown = (decimal: string): string => {
  const amount = BigInt(decimal.replace('.', '').replace('-', ''))
  if (amount < roundFrom) return grouped(shortened(decimal, 2))
  const units = ((amount + 5_000n) / 10_000n).toString()
  return grouped(decimal.startsWith('-') ? `-${units}` : units)
}

/**
 * What lies between two values of a unit: of two ratios in percentage points.
 *
 * @example
 * difference('-0.144599', 'ratio') // '-14.46 pp'
 */
export const difference = (value: string | number | null, unit: string): string =>
  unit === 'ratio' && typeof value === 'string' ? `${hundredfold(value)} pp` : figure(value, unit)

/**
 * One value as a person reads it; a null as its reason.
 *
 * @example
 * figure('0.927273', 'ratio') // '92.73 %'
 * figure(null, 'ratio', 'no-quota') // 'no-quota'
 */
export const figure = (value: string | number | null, unit: string, reason?: string): string => {
  if (value === null) return reason ?? '–'
  if (typeof value === 'number') return grouped(String(value))
  if (unit === 'ratio') return percentage(value)
  // Counts in parts, such as the orders that are shared, and means of counts.
  if (/^-?\d+\.\d{6}$/.test(value)) return grouped(shortened(value, 0))
  return /^-?\d+\.\d{4}$/.test(value) ? moneyShown(value) : value
}

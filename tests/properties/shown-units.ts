/** A value as answers show it in its smallest units: ten-thousandths of money, millionths of a share, whole counts. */
export const unitsOf = (value: string | number | null): bigint => {
  if (value === null) return 0n
  return typeof value === 'number' ? BigInt(value) : BigInt(value.replace('.', ''))
}

/** The sum of values as answers show them. */
export const unitsTogether = (values: Iterable<string | number | null>): bigint => {
  let sum = 0n
  for (const value of values) sum += unitsOf(value)
  return sum
}

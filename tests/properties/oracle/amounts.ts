// Money as whole ten-thousandths, reckoned from the digits.

/** Ten-thousandths of a decimal string. */
export const tenThousandths = (text: string): bigint => {
  const [, sign = '', whole = '0', fraction = ''] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text) ?? []
  const size = BigInt(whole) * 10_000n + BigInt(fraction.padEnd(4, '0').slice(0, 4))
  return sign === '-' ? -size : size
}

const absolute = (number: bigint): bigint => (number < 0n ? -number : number)

/** `amount` at a rate, to the nearest ten-thousandth, halves to the even one. P-08. */
export const atRate = (amount: bigint, rate: string): bigint => {
  const [whole = '0', fraction = ''] = rate.split('.')
  const scale = 10n ** BigInt(fraction.length)
  const exact = absolute(amount) * BigInt(whole + fraction)
  const down = exact / scale
  const rest = exact - down * scale
  const up = rest * 2n > scale || (rest * 2n === scale && down % 2n === 1n)
  const size = up ? down + 1n : down
  return amount < 0n ? -size : size
}

/** Parts in proportion to the weights that add up to the amount: what is left over goes to the largest remainders, the earlier first. */
export const partsOf = (amount: bigint, weights: readonly bigint[]): readonly bigint[] => {
  const whole = weights.reduce((sum, weight) => sum + weight, 0n)
  const size = absolute(amount)
  const parts = weights.map((weight) => (size * weight) / whole)
  const remainders = weights.map((weight) => (size * weight) % whole)
  const served = new Set<number>()
  for (let left = size - parts.reduce((sum, part) => sum + part, 0n); left > 0n; left--) {
    let best = -1
    for (const [index, remainder] of remainders.entries()) {
      if (!served.has(index) && (best < 0 || remainder > remainders[best]!)) best = index
    }
    served.add(best)
    parts[best]! += 1n
  }
  return amount < 0n ? parts.map((part) => -part) : parts
}

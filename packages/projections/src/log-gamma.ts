/** From here on the series below is exact to the last digits of a double. */
const farEnough = 12

const halfLogTwoPi = 0.9189385332046728

/**
 * The natural logarithm of the gamma function of a positive number, to about fourteen digits: Stirling's series, after the recurrence
 * Γ(x + 1) = x·Γ(x) has moved the argument to where it holds (Abramowitz & Stegun 6.1.41).
 *
 * @example
 * logGamma(5) // 3.1780538…, the logarithm of 24
 */
export const logGamma = (x: number): number => {
  let shifted = x
  let product = 1
  for (; shifted < farEnough; shifted += 1) product *= shifted
  return (shifted - 0.5) * Math.log(shifted) - shifted + halfLogTwoPi + seriesAt(shifted) - Math.log(product)
}

const seriesAt = (x: number): number => {
  const square = 1 / (x * x)
  return (1 / 12 - square * (1 / 360 - square * (1 / 1_260 - square * (1 / 1_680 - square / 1_188)))) / x
}

/**
 * The logarithm of Γ(x + n) / Γ(x). Of a large x the two alone would differ in their last digits: there the series are subtracted term by
 * term.
 */
export const logRising = (x: number, n: number): number => {
  if (x < farEnough) return logGamma(x + n) - logGamma(x)
  return (x - 0.5) * Math.log1p(n / x) + n * Math.log(x + n) - n + seriesAt(x + n) - seriesAt(x)
}

/** The natural logarithm of the beta function of two positive numbers. */
export const logBeta = (x: number, y: number): number => logGamma(x) + logGamma(y) - logGamma(x + y)

const thousand = 1_000
const steps = [
  [thousand ** 4, 'T'],
  [thousand ** 3, 'B'],
  [thousand ** 2, 'M'],
  [thousand, 'k'],
] as const

const minus = '\u2212'

/** A figure in few letters, for an axis or beside a column. @example shortFigure(-12_345.6) // '−12.3k' */
export const shortFigure = (value: number): string => {
  const size = Math.abs(value)
  const [step, letter] = steps.find(([each]) => size >= each) ?? [1, '']
  const digits = size / step >= 100 ? 0 : size / step >= 10 ? 1 : 2
  const text = String(Number((size / step).toFixed(digits)))
  return `${value < 0 && Number(text) !== 0 ? minus : ''}${text}${letter}`
}

/** The same with its sign, for a difference. @example signedFigure(100) // '+100' */
export const signedFigure = (value: number): string => `${value > 0 ? '+' : ''}${shortFigure(value)}`

/** A share as a percentage. @example percent(0.9273) // '92.7 %' */
export const percent = (share: number): string => `${Number((share * 100).toFixed(1))} %`

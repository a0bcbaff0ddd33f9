import { byBigint } from '@daybook/domain'
/** The sum of the three largest amounts, and of all. M-56 of the domain specification. */
export const topThree = (amounts: readonly bigint[]): { readonly top: bigint; readonly all: bigint } => {
  const sum = (some: readonly bigint[]): bigint => some.reduce((total, each) => total + each, 0n)
  const largest = [...amounts].sort((a, b) => byBigint(b, a)).slice(0, 3)
  return { top: sum(largest), all: sum(amounts) }
}

import { none, type Outcome, quotient, real } from './outcome.ts'

/** The population deviation of some sums over their mean: 0 is even. Without sales there is none. M-27 of the domain specification. */
export const variationOf = (sums: readonly bigint[]): Outcome => {
  const total = sums.reduce((sum, each) => sum + each, 0n)
  if (total <= 0n) return none('no-base')
  if (sums.length < 2) return none('insufficient-history')
  const squares = sums.reduce((sum, each) => sum + each * each, 0n)
  return real(Math.sqrt(Number(BigInt(sums.length) * squares - total * total)) / Number(total))
}

/** What the last third of some sums is of all of them. */
export const lastThirdOf = (sums: readonly bigint[]): Outcome => {
  const total = sums.reduce((sum, each) => sum + each, 0n)
  if (total <= 0n) return none('no-base')
  if (sums.length < 2) return none('insufficient-history')
  const third = Math.max(1, Math.floor(sums.length / 3))
  return quotient(
    sums.slice(-third).reduce((sum, each) => sum + each, 0n),
    total,
    'no-base',
  )
}

/** From which share of the last third on sales come in at the last moment: a hockey stick. */
const hockeyStickFrom = 0.6

/** A note where the last third holds so much. */
export const hockeyStickNote = (share: Outcome): { readonly notes?: Readonly<Record<string, string>> } =>
  share.kind === 'quotient' && Number(share.num) / Number(share.den) >= hockeyStickFrom
    ? { notes: { shape: 'hockey-stick' } }
    : {}

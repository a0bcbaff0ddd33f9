import { byText } from '@daybook/domain'
import { fraction, sixDecimals } from './exact.ts'
import type { ReportRow } from './report.ts'

/** How many accounts each reason cost, the most first, with the share of all that it and those before it make up. A lapse has no reason. */
export const reasonsOf = (losses: readonly ReportRow[]): readonly ReportRow[] => {
  const counts = new Map<string, { readonly reasonCode: string; readonly reasonClass: string; accounts: number }>()
  for (const { kind, reasonCode, reasonClass } of losses) {
    const code = String(reasonCode ?? kind)
    const known = counts.get(`${code} ${reasonClass}`) ?? {
      reasonCode: code,
      reasonClass: String(reasonClass ?? 'unknown'),
      accounts: 0,
    }
    known.accounts += 1
    counts.set(`${code} ${reasonClass}`, known)
  }
  const ranked = [...counts.values()].sort((a, b) => b.accounts - a.accounts || byText(a.reasonCode, b.reasonCode))
  let sum = 0
  return ranked.map((reason) => {
    sum += reason.accounts
    return { ...reason, cumulativeShare: sixDecimals(fraction(BigInt(sum), BigInt(losses.length))) }
  })
}

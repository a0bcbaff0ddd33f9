import { dayNumber, type FiscalPeriod } from '@daybook/domain'
import { type Direction, meanOf, spreadOf } from './benchmarks.ts'
import { type Exact, fraction } from './exact.ts'
import { house } from './kpi.ts'
import type { Outcome } from './outcome.ts'
import type { PeriodSelection } from './period-selection.ts'
import { type Reference, roleOfPeers, teamOn } from './reference.ts'
import { heldOn } from './timeline.ts'

/** Peers that a benchmark needs, and the months that a rep must have been in his role. P-19 of the domain specification. */
export const peersMin = 3
const monthsInRole = 3

/**
 * The reps among some who are compared: account managers for at least three full fiscal months by the end of the period. A rep whom the
 * book has never hired is taken for one of long standing.
 */
export const peersAmong = (
  reference: Reference,
  reps: readonly string[],
  { last }: Pick<PeriodSelection, 'last'>,
): readonly string[] => reps.filter((rep) => rep !== house && isPeer(reference, rep, last))

const isPeer = (reference: Reference, rep: string, last: PeriodSelection['last']): boolean => {
  const timeline = reference.roles.get(rep)
  if (timeline === undefined) return true
  const held = heldOn(timeline, dayNumber(last))
  if (held?.value !== roleOfPeers) return false
  let month: FiscalPeriod | null = reference.calendar.monthOf(last)
  if (month !== null && dayNumber(month.until) - 1 > dayNumber(last)) month = reference.calendar.previous(month, 1)
  const earliest = month === null ? null : reference.calendar.previous(month, monthsInRole - 1)
  return earliest !== null && held.from <= dayNumber(earliest.first)
}

/** Who is compared with whom: everybody, or the members of one team. */
export const peerGroupOf = (reference: Reference, rep: string, { last, group }: PeerGroup): string =>
  group === 'org' ? '' : teamOn(reference, rep, dayNumber(last))

type PeerGroup = Pick<PeriodSelection, 'last'> & { readonly group: 'org' | 'team' }

/** What a group of peers has: all of it together, and how it is spread. */
export type Benchmark = {
  readonly pooled: Exact | null
  readonly median: Exact | null
  readonly p75: Exact | null
  readonly best: Exact | null
  readonly peers: readonly Exact[]
}

/** A value as a fraction; null where there is none, or it is no fraction of sums. */
export const exactOf = (outcome: Outcome): Exact | null => {
  switch (outcome.kind) {
    case 'amount':
      return fraction(outcome.amount, 1n)
    case 'quotient':
      return fraction(outcome.num, outcome.den)
    case 'number':
      return fraction(BigInt(Math.round(outcome.value * microUnits)), BigInt(microUnits))
    case 'none':
      return null
  }
}

const microUnits = 1_000_000

/** Of ratios what their sides come to together, of all else the mean. M-60. */
export const benchmarkOf = (outcomes: readonly Outcome[], direction: Direction): Benchmark => {
  const peers = outcomes.flatMap((outcome) => exactOf(outcome) ?? [])
  if (peers.length < peersMin) return { pooled: null, median: null, p75: null, best: null, peers }
  return { pooled: pooledOf(outcomes) ?? meanOf(peers), ...spreadOf(peers, direction), peers }
}

const pooledOf = (outcomes: readonly Outcome[]): Exact | null => {
  const quotients = outcomes.flatMap((outcome) => (outcome.kind === 'quotient' ? [outcome] : []))
  const den = quotients.reduce((sum, each) => sum + each.den, 0n)
  if (quotients.length === 0 || den === 0n) return null
  return fraction(
    quotients.reduce((sum, each) => sum + each.num, 0n),
    den,
  )
}

import { type Day, type DomainEvent, dayNumber, dayOf, distinctPositions, type OpportunityEvent } from '@daybook/domain'
import { type Deal, dealOn, type Told } from './deal.ts'
import { dealValue } from './deal-value.ts'
import { type OpportunityDocument, opportunity } from './documents/opportunity.ts'
import { defineFold, type FoldView } from './fold.ts'
import type { Contribution, DayNumber, PeriodKey, RecordedEvent, RowEntity } from './kpi.ts'
import { monthOfDay, type Reference, teamSpans } from './reference.ts'
import { destinationsOf, resolve } from './resolution.ts'
import { rowEntity, seatsAt } from './seats.ts'
import { forever } from './timeline.ts'

/** What was told of one deal, in the order of recording, by position. */
export type OpportunityBook = { readonly told: readonly Told<bigint>[] }

export type OpportunityView = FoldView<OpportunityBook>

const opportunityReads = [
  'OpportunityOpened',
  'OpportunityAmountChanged',
  'OpportunityStageChanged',
  'OpportunityProbabilitySet',
  'OpportunityExpectedCloseChanged',
  'OpportunityCompetitorAttached',
  'OpportunityMarkedKeyDeal',
  'OpportunityWon',
  'OpportunityLost',
  'OpportunityReopened',
] as const satisfies readonly DomainEvent['type'][]

export type RecordedOpportunityEvent = Extract<RecordedEvent, { type: OpportunityEvent['type'] }>

/** A deal: small. RM-27. */
export const opportunityFold = defineFold<OpportunityBook, RecordedOpportunityEvent, OpportunityDocument>({
  name: 'opportunity',
  reads: opportunityReads,
  idOf: ({ data }) => data.opportunityId,
  initial: () => ({ told: [] }),
  evolve: ({ told }, { type, effectiveOn, data, position }) => ({
    told: [...told, { type, effectiveOn, data, mark: position } as Told<bigint>], // Sound: type and data of one event
  }),
  isConcerned: ({ told }, { kind, keys }) =>
    kind === 'account' ||
    told.some(({ data }) =>
      kind === 'currency' ? 'currency' in data && keys.includes(data.currency) : 'ownerId' in data && keys.includes(data.ownerId),
    ),
  document: opportunity,
})

/** How a deal counts on a day: in the month of `on`, for its owner in the team of `creditedOn`, and its account as it was then. P-15. */
type Counted = {
  readonly on: Day
  readonly creditedOn: DayNumber
  /** So much money, or one deal. */
  readonly amount: bigint | 'one'
  readonly because: readonly bigint[]
}

/** How a KPI counts a deal as it is on a day; null where it does not. */
export type Count = (deal: Deal<bigint>, at: { readonly day: DayNumber; readonly reference: Reference }) => Counted | null

/** Where a deal counts, and for how much. */
type Standing = {
  readonly period: PeriodKey | null
  readonly amounts: ReadonlyMap<RowEntity, readonly bigint[]>
  readonly because: readonly bigint[]
}

const nowhere: Standing = { period: null, amounts: new Map(), because: [] }

/**
 * The contributions of a deal: from each day on which something was told of it, or its owner changed teams, or another account came to stand for its own, what it counts more or less
 * than the day before. So each day of the past keeps its own pipeline, and what was won stays won until the day on which it was reopened.
 */
export const dealRows = ({ book, reference }: OpportunityView, count: Count): readonly Contribution[] => {
  const { told } = book
  const rows: Contribution[] = []
  let before = nowhere
  for (const { day, causes } of turnsOf(told, reference)) {
    const deal = dealOn(told, dayOf(day))
    if (deal === null) continue
    const present = standingOf(deal, count(deal, { day, reference }), reference)
    rows.push(...movesBetween(before, present, { day, causes: [deal.opened.mark, ...causes] }))
    before = present
  }
  return rows
}

type Turn = { readonly day: DayNumber; readonly causes: readonly bigint[] }

/** The days on which the deal may have become another, by time, and what happened on them. */
const turnsOf = (told: readonly Told<bigint>[], reference: Reference): readonly Turn[] => {
  const opened = told.find((each) => each.type === 'OpportunityOpened')
  if (opened === undefined) return []
  const from = dayNumber(opened.effectiveOn)
  const causes = new Map<DayNumber, bigint[]>([[from, []]])
  const add = (day: DayNumber, cause: bigint) => causes.set(day, [...(causes.get(day) ?? []), cause])
  for (const { effectiveOn, mark } of told) add(Math.max(from, dayNumber(effectiveOn)), mark)
  for (const span of teamSpans(reference, opened.data.ownerId, { from, until: forever }).slice(1))
    if (span.setBy !== null) add(span.from, span.setBy)
  for (const { from: day, setBy } of destinationsOf(reference, opened.data.accountId ?? ''))
    if (setBy !== null && day > from) add(day, setBy)
  return [...causes].map(([day, by]) => ({ day, causes: by })).sort((a, b) => a.day - b.day)
}

const standingOf = (deal: Deal<bigint>, counted: Counted | null, reference: Reference): Standing => {
  const period = counted === null ? null : monthOfDay(reference, dayNumber(counted.on))
  if (counted === null || period === null) return nowhere
  const { ownerId, accountId } = deal.data
  const { amount, creditedOn } = counted
  const seats = seatsAt(reference, ownerId, creditedOn)
  const amounts = new Map(seats.map(({ entity, counts }) => [entity, amount === 'one' ? counts : [amount]]))
  if (accountId !== undefined) {
    const customerId = resolve(reference, accountId, creditedOn)
    amounts.set(rowEntity('account', customerId), [amount === 'one' ? 1n : amount])
  }
  return { period, amounts, because: distinctPositions([deal.opened.mark, ...counted.because]) }
}

/** What counts less where the deal stood, and more where it stands; in a cell that it keeps, the difference. */
const movesBetween = (before: Standing, present: Standing, { day, causes }: Turn): readonly Contribution[] => {
  const leg = { from: day, until: null }
  const changedBy = distinctPositions(causes)
  const rows: Contribution[] = []
  for (const [entity, amounts] of before.amounts) {
    const kept = before.period === present.period ? present.amounts.get(entity) : undefined
    const delta = amounts.map((amount, place) => (kept?.[place] ?? 0n) - amount)
    rows.push({ ...leg, cell: { entity, period: before.period ?? 0 }, amounts: delta, because: changedBy })
  }
  for (const [entity, amounts] of present.amounts) {
    if (before.period === present.period && before.amounts.has(entity)) continue
    rows.push({ ...leg, cell: { entity, period: present.period ?? 0 }, amounts, because: present.because })
  }
  return rows.filter(({ amounts }) => amounts.some((amount) => amount !== 0n))
}

/** An open deal, in the month in which it should close, for its owner in his team of the day. */
export const whileOpen =
  (amountOf: (deal: Deal<bigint>, value: bigint) => bigint): Count =>
  (deal, { day, reference }) => {
    const value = deal.ending === null ? dealValue(deal, reference) : null
    if (value === null) return null
    const { by, reopened } = deal
    const because = [by.worth, by.probability, by.expectedCloseOn, ...(reopened === null ? [] : [reopened.mark])]
    return { on: deal.expectedCloseOn, creditedOn: day, amount: amountOf(deal, value), because }
  }

/** What an ending counts as. */
type EndingCounts = { readonly type: 'OpportunityWon' | 'OpportunityLost'; readonly as: 'one' | 'value' }

/** A deal that ended so, in the month of that day, for its owner in his team of that day. */
export const onceEnded =
  ({ type, as }: EndingCounts): Count =>
  (deal, { reference }) => {
    const { ending } = deal
    if (ending?.type !== type) return null
    const amount = as === 'one' ? as : dealValue(deal, reference)
    if (amount === null) return null
    const because = as === 'one' ? [ending.mark] : [deal.by.worth, ending.mark]
    return { on: ending.effectiveOn, creditedOn: dayNumber(ending.effectiveOn), amount, because }
  }

/** The same of a deal that somebody else was after. M-49. */
export const onceContested =
  (type: EndingCounts['type']): Count =>
  (deal, at) => {
    const counted = onceEnded({ type, as: 'one' })(deal, at)
    const [rival] = deal.competitors
    if (counted === null) return null
    if (rival !== undefined) return { ...counted, because: [...counted.because, rival.mark] }
    return deal.ending?.type === 'OpportunityLost' && deal.ending.data.competitor !== undefined ? counted : null
  }

/** Descriptions that the KPIs of deals have in common. A deal may be won or moved on any day, whatever month it counts in. */
export const dealKpi = {
  version: 1,
  kind: 'flow',
  view: 'owner',
  scopes: ['org', 'team', 'rep', 'account'],
  grain: ['month'],
  anyDay: true,
  fold: 'opportunity',
  per: 'whole',
} as const

import { amountOf, type Currency, convertAt, type DomainEvent, dayNumber, type EventOf } from '@daybook/domain'
import { type PlanDocument, plan } from './documents/plan.ts'
import { defineFold, type FoldView } from './fold.ts'
import { type Contribution, type DayNumber, house, type RecordedEvent, type RowEntity } from './kpi.ts'
import { closingMerge } from './merged-plans.ts'
import { evolveNodes, type NodeEvent, type PlanNode } from './plan-nodes.ts'
import { rateOfPlan } from './plans-of-period.ts'
import { bucketKey, teamSpans } from './reference.ts'
import { destinationsOf } from './resolution.ts'
import { rowEntity } from './seats.ts'

type Opened = {
  readonly accountId: string
  readonly ownerId: string | null
  readonly from: DayNumber
  readonly until: DayNumber
  readonly currency: Currency
  readonly setBy: bigint
}

/** Something that was told of a day. */
type Told = { readonly on: DayNumber; readonly setBy: bigint }

/** One key account plan, without its words: no KPI reads those. RM-14. */
export type PlanBook = {
  readonly opened: Opened | null
  readonly target: { readonly amount: bigint; readonly setBy: bigint } | null
  readonly closed: Told | null
  readonly reviews: readonly Told[]
  readonly nodes: readonly PlanNode[]
}

export type PlanView = FoldView<PlanBook>

const planReads = [
  'PlanOpened',
  'PlanTargetRevised',
  'ObjectiveSet',
  'StrategySet',
  'ResourceRequested',
  'RiskRaised',
  'RiskClosed',
  'CompetitorNoted',
  'GoalAdded',
  'StrategyAdded',
  'InitiativeAdded',
  'TacticAdded',
  'TacticCompleted',
  'TacticDropped',
  'NodeReworded',
  'AssessmentRecorded',
  'VisionStated',
  'PlanReviewed',
  'PlanClosed',
] as const satisfies readonly DomainEvent['type'][]

export type PlanEvent = Extract<RecordedEvent, { type: (typeof planReads)[number] }>

const emptyPlan: PlanBook = { opened: null, target: null, closed: null, reviews: [], nodes: [] }

const evolvePlan = (book: PlanBook, event: PlanEvent): PlanBook => {
  const told = { on: dayNumber(event.effectiveOn), setBy: event.position }
  switch (event.type) {
    case 'PlanOpened':
      return {
        ...book,
        opened: openedBy(event.data, told),
        target: { amount: amountOf(event.data.target), setBy: event.position },
      }
    case 'PlanTargetRevised':
      return { ...book, target: { amount: amountOf(event.data.target), setBy: event.position } }
    case 'PlanReviewed':
      return { ...book, reviews: [...book.reviews, told] }
    case 'PlanClosed':
      return { ...book, closed: told }
    case 'GoalAdded':
    case 'StrategyAdded':
    case 'InitiativeAdded':
    case 'TacticAdded':
    case 'TacticDropped':
    case 'NodeReworded':
      return { ...book, nodes: evolveNodes(book.nodes, event satisfies NodeEvent) }
    case 'TacticCompleted':
    case 'ObjectiveSet':
    case 'StrategySet':
    case 'ResourceRequested':
    case 'RiskRaised':
    case 'RiskClosed':
    case 'CompetitorNoted':
    case 'AssessmentRecorded':
    case 'VisionStated':
      return book
  }
}

const openedBy = (data: EventOf<'PlanOpened'>['data'], { on, setBy }: Told): Opened => ({
  accountId: data.accountId,
  ownerId: data.ownerId ?? null,
  from: on,
  until: dayNumber(data.effectiveUntil),
  currency: data.currency,
  setBy,
})

/** The key account plans: each is small. */
export const planFold = defineFold<PlanBook, PlanEvent, PlanDocument>({
  name: 'plan',
  reads: planReads,
  idOf: ({ data }) => data.planId,
  initial: () => emptyPlan,
  evolve: evolvePlan,
  isConcerned: ({ opened }, { kind, keys }) =>
    kind === 'currency' ||
    kind === 'account' ||
    (kind === 'rep' && opened?.ownerId !== null && opened?.ownerId !== undefined && keys.includes(opened.ownerId)),
  document: plan,
})

/** The target in force in the reporting currency, at the rate of the plan's first day; null where nothing converts it. */
export const targetOf = ({
  book: { opened, target },
  reference,
}: PlanView): { readonly amount: bigint; readonly setBy: bigint } | null => {
  if (opened === null || target === null) return null
  const found = rateOfPlan(reference, opened)
  return found === null ? null : { amount: convertAt(target.amount, found.rate), setBy: target.setBy }
}

/** Days over which something holds; `because` is what began it, `endedBy` what ended it. */
export type PlanStretch = {
  readonly from: DayNumber
  readonly until: DayNumber
  readonly because: readonly bigint[]
  readonly endedBy: readonly bigint[]
}

/** Until when a plan counts: to its end, or until it is closed, which a merge may do too. P-15. */
export const endOf = ({ book: { opened, closed }, reference }: PlanView): Pick<PlanStretch, 'until' | 'endedBy'> | null => {
  if (opened === null) return null
  const merge = closingMerge(reference.merges, opened.accountId, closed?.on ?? null)
  const closing = merge === null ? closed : { on: merge.from, setBy: merge.setBy }
  if (closing === null || closing.on >= opened.until) return { until: opened.until, endedBy: [opened.setBy] }
  return { until: closing.on, endedBy: [closing.setBy] }
}

/** The days on which the plan holds: from its first to its last, or until it is closed. Empty: none. */
export const lifeOf = (view: PlanView): PlanStretch | null => {
  const { opened } = view.book
  const end = endOf(view)
  if (opened === null || end === null || opened.from >= end.until) return null
  return { from: opened.from, because: [opened.setBy], ...end }
}

/**
 * Who a plan counts for: its account, or the one that stands for it on the day, and the seat of its owner in the team of each day; without an owner the organisation alone, at
 * the seat of `HOUSE`.
 */
export const rowsOfPlan = (
  { book: { opened }, reference }: PlanView,
  { from, until }: Pick<PlanStretch, 'from' | 'until'>,
): readonly { readonly entity: RowEntity; readonly from: DayNumber; readonly until: DayNumber }[] => {
  if (opened === null) return []
  const { accountId, ownerId } = opened
  const accounts = destinationsOf(reference, accountId)
    .map((one) => ({
      entity: rowEntity('account', one.customerId),
      from: Math.max(one.from, from),
      until: Math.min(one.until, until),
    }))
    .filter((one) => one.from < one.until)
  if (ownerId === null) return [...accounts, { entity: rowEntity('seat', house), from, until }]
  const spans = teamSpans(reference, ownerId, { from, until })
  return [
    ...accounts,
    ...spans.map((span) => ({ entity: rowEntity('seat', ownerId, span.value ?? ''), from: span.from, until: span.until })),
  ]
}

/** What holds over some days as a stock: one more on the first of them, one less after the last. */
export const stockRows = (view: PlanView, stretches: readonly PlanStretch[]): readonly Contribution[] =>
  stretches.flatMap((stretch) =>
    rowsOfPlan(view, stretch).flatMap(({ entity, from, until }) => [
      { cell: { entity, period: bucketKey(from) }, from, until: null, amounts: [1n], because: stretch.because },
      {
        cell: { entity, period: bucketKey(until) },
        from: until,
        until: null,
        amounts: [-1n],
        because: until === stretch.until ? stretch.endedBy : stretch.because,
      },
    ]),
  )

/** Descriptions that the KPIs of plans have in common. */
export const planKpi = {
  version: 1,
  view: 'owner',
  measure: 'amount',
  unit: 'plans',
  scopes: ['org', 'team', 'rep', 'account'],
  fold: 'plan',
  per: 'whole',
} as const

import { z } from 'zod'
import { Day } from './day.ts'
import { event, Label, Text } from './event.ts'
import { AccountId, ActorId, Code, NodeId, PlanId, PlanItemId, RepId } from './ids.ts'
import { Currency, Decimal } from './money.ts'

// Events: these names and shapes are stored for ever. Change them only through an upcast.

/**
 * A plan for one account, from `effectiveOn` until the day before `effectiveUntil`. `periodType` is a word of the book, such as
 * `quarter` or `year`, and the decider refuses one that is a letter off these; `cadence` says how often the plan is checked, quarterly where it is not given (M-46).
 */
export const PlanOpened = event('PlanOpened', {
  planId: PlanId,
  accountId: AccountId,
  effectiveUntil: Day,
  periodType: Code,
  target: Decimal,
  currency: Currency,
  cadence: z.enum(['monthly', 'quarterly']).exactOptional(),
  tier: Code.exactOptional(),
  ownerId: RepId.exactOptional(),
})

/** Another target, in the currency of the plan. The former one stays on record. */
export const PlanTargetRevised = event('PlanTargetRevised', {
  planId: PlanId,
  target: Decimal,
  currency: Currency,
  reason: Text.exactOptional(),
})

/** What the plan is to reach; said again, it replaces what was said under the same `objectiveId`, or without one. */
export const ObjectiveSet = event('ObjectiveSet', { planId: PlanId, objectiveId: PlanItemId.exactOptional(), text: Text })

/** How it is to be reached; the latest of each kind holds: what keeps the account, what makes it grow, or, without a kind, the whole. */
export const StrategySet = event('StrategySet', { planId: PlanId, kind: z.enum(['keep', 'grow']).exactOptional(), text: Text })

/** What the plan needs of others: resources of the house, or their support. */
export const ResourceRequested = event('ResourceRequested', {
  planId: PlanId,
  resourceId: PlanItemId.exactOptional(),
  kind: z.enum(['internal', 'support']).exactOptional(),
  text: Text,
  neededBy: Day.exactOptional(),
})

/** What may go wrong. */
export const RiskRaised = event('RiskRaised', {
  planId: PlanId,
  riskId: PlanItemId,
  text: Text,
  severity: Code.exactOptional(),
})

/** The risk is none any more, or has come true. */
export const RiskClosed = event('RiskClosed', { planId: PlanId, riskId: PlanItemId, note: Text.exactOptional() })

/** Who else wants the account. */
export const CompetitorNoted = event('CompetitorNoted', { planId: PlanId, competitor: Label, note: Text.exactOptional() })

/** A goal: the top of the tree of goals, strategies, initiatives and tactics. */
export const GoalAdded = event('GoalAdded', { planId: PlanId, goalId: NodeId, text: Text })

/** A strategy for a goal. */
export const StrategyAdded = event('StrategyAdded', { planId: PlanId, strategyId: NodeId, goalId: NodeId, text: Text })

/** An initiative of a strategy. */
export const InitiativeAdded = event('InitiativeAdded', { planId: PlanId, initiativeId: NodeId, strategyId: NodeId, text: Text })

/** A tactic of an initiative. Owner and due date may come later, by `NodeReworded`; M-45 counts those that have both. */
export const TacticAdded = event('TacticAdded', {
  planId: PlanId,
  tacticId: NodeId,
  initiativeId: NodeId,
  text: Text,
  ownerId: RepId.exactOptional(),
  due: Day.exactOptional(),
})

/** Done. */
export const TacticCompleted = event('TacticCompleted', { planId: PlanId, tacticId: NodeId, note: Text.exactOptional() })

/** Given up. */
export const TacticDropped = event('TacticDropped', { planId: PlanId, tacticId: NodeId, reason: Text.exactOptional() })

/** A node in other words; a tactic also with another owner or due date. */
export const NodeReworded = event('NodeReworded', {
  planId: PlanId,
  nodeId: NodeId,
  text: Text.exactOptional(),
  ownerId: RepId.exactOptional(),
  due: Day.exactOptional(),
})

/** Where the account stands: a strength, a weakness, an opportunity, a threat, or whatever the book calls it. */
export const AssessmentRecorded = event('AssessmentRecorded', { planId: PlanId, kind: Code.exactOptional(), text: Text })

/** Where the account is to be some day; the latest holds. */
export const VisionStated = event('VisionStated', { planId: PlanId, text: Text })

/** The plan was looked at: its age counts from here. M-46. */
export const PlanReviewed = event('PlanReviewed', {
  planId: PlanId,
  findings: Text.exactOptional(),
  correctiveActions: Text.exactOptional(),
  by: ActorId.exactOptional(),
})

/** The plan is over: nothing more is added, and another one may take its time. */
export const PlanClosed = event('PlanClosed', { planId: PlanId, outcome: Code, reason: Text.exactOptional() })

/** What can happen to a key account plan. */
export const planEvents = [
  PlanOpened,
  PlanTargetRevised,
  ObjectiveSet,
  StrategySet,
  ResourceRequested,
  RiskRaised,
  RiskClosed,
  CompetitorNoted,
  GoalAdded,
  StrategyAdded,
  InitiativeAdded,
  TacticAdded,
  TacticCompleted,
  TacticDropped,
  NodeReworded,
  AssessmentRecorded,
  VisionStated,
  PlanReviewed,
  PlanClosed,
] as const
export type PlanEvent = z.infer<(typeof planEvents)[number]>

import { isTreeEvent, type NodeKind, type TreeEvent } from '@daybook/domain'
import type { PlanEvent } from '../plan-book.ts'
import { type PlanCadence, usualCadence } from '../plan-terms.ts'

/** Something that was told of a day. What is told later of the same thing stands after it, so that each day can be asked about. */
type Told<Words> = Readonly<Words> & { readonly on: string }

/** A target as it was set or revised; `amount` in the currency of the plan. */
export type TargetRecord = Told<{ amount: string; reason: string | null; eventId: string }>

/** How a node stands from a day on: in which words, and whether it is open, done or given up. */
export type NodeChange = Told<{
  text?: string
  ownerId?: string
  due?: string
  status?: 'completed' | 'dropped'
}>

/** A node of the tree of goals, strategies, initiatives and tactics. */
export type NodeRecord = Told<{
  nodeId: string
  kind: NodeKind
  parentId: string | null
  text: string
  ownerId: string | null
  due: string | null
  changes: readonly NodeChange[]
}>

/** The key account plans with their words, by position. */
export const plan = {
  name: 'plan',
  initial: (id: string) => emptyPlanDocument(id),
  evolve: (document: PlanDocument, event: PlanEvent) => evolvePlanDocument(document, event),
} as const

/** What a plan was opened with. */
export type PlanOpening = {
  readonly accountId: string
  readonly effectiveOn: string
  readonly effectiveUntil: string
  readonly periodType: string
  readonly currency: string
  readonly cadence: PlanCadence
  readonly tier: string | null
  readonly ownerId: string | null
  /** The position of the opening, by which plans are in order. */
  readonly position: string
}

/** A key account plan with its words; each event makes a new version. RM-14 of the domain specification. */
export type PlanDocument = {
  readonly planId: string
  readonly opened: PlanOpening | null
  readonly targets: readonly TargetRecord[]
  readonly objectives: readonly Told<{ objectiveId: string | null; text: string }>[]
  readonly strategies: readonly Told<{ kind: 'keep' | 'grow' | null; text: string }>[]
  readonly resources: readonly Told<{
    resourceId: string | null
    kind: 'internal' | 'support'
    text: string
    neededBy: string | null
  }>[]
  readonly risks: readonly Told<{ riskId: string; text: string; severity: string | null; closedOn: string | null }>[]
  readonly competitors: readonly Told<{ competitor: string; note: string | null }>[]
  readonly assessments: readonly Told<{ kind: string | null; text: string }>[]
  readonly visions: readonly Told<{ text: string }>[]
  readonly nodes: readonly NodeRecord[]
  readonly reviews: readonly Told<{ findings: string | null; correctiveActions: string | null; by: string | null }>[]
  readonly closed: Told<{ outcome: string; reason: string | null }> | null
}

/** The document of a plan that has not been opened yet. */
export const emptyPlanDocument = (planId: string): PlanDocument => ({
  planId,
  opened: null,
  targets: [],
  objectives: [],
  strategies: [],
  resources: [],
  risks: [],
  competitors: [],
  assessments: [],
  visions: [],
  nodes: [],
  reviews: [],
  closed: null,
})

/** The next version of a plan's document. */
export const evolvePlanDocument = (document: PlanDocument, event: PlanEvent): PlanDocument => {
  const { effectiveOn: on, eventId } = event
  if (isTreeEvent(event)) return { ...document, nodes: nodesAfter(document.nodes, event) }
  switch (event.type) {
    case 'PlanOpened':
      return { ...document, opened: openingOf(event), targets: [{ amount: event.data.target, reason: null, eventId, on }] }
    case 'PlanTargetRevised': {
      const { target, reason = null } = event.data
      return { ...document, targets: [...document.targets, { amount: target, reason, eventId, on }] }
    }
    case 'PlanReviewed': {
      const { findings = null, correctiveActions = null, by = null } = event.data
      return { ...document, reviews: [...document.reviews, { findings, correctiveActions, by, on }] }
    }
    case 'PlanClosed': {
      const { outcome, reason = null } = event.data
      return { ...document, closed: { outcome, reason, on } }
    }
    default:
      return withStatement(document, event)
  }
}

type NodeEvent = Extract<PlanEvent, { type: TreeEvent['type'] }>
type Statement = Exclude<PlanEvent, NodeEvent | { type: 'PlanOpened' | 'PlanTargetRevised' | 'PlanReviewed' | 'PlanClosed' }>

const openingOf = ({ data, effectiveOn, position }: Extract<PlanEvent, { type: 'PlanOpened' }>): PlanOpening => ({
  accountId: data.accountId,
  effectiveOn,
  effectiveUntil: data.effectiveUntil,
  periodType: data.periodType,
  currency: data.currency,
  cadence: data.cadence ?? usualCadence,
  tier: data.tier ?? null,
  ownerId: data.ownerId ?? null,
  position: position.toString(),
})

const withStatement = (document: PlanDocument, event: Statement): PlanDocument => {
  const { effectiveOn: on } = event
  switch (event.type) {
    case 'ObjectiveSet': {
      const { objectiveId = null, text } = event.data
      return { ...document, objectives: [...document.objectives, { objectiveId, text, on }] }
    }
    case 'StrategySet': {
      const { kind = null, text } = event.data
      return { ...document, strategies: [...document.strategies, { kind, text, on }] }
    }
    case 'ResourceRequested': {
      const { resourceId = null, kind = 'internal', text, neededBy = null } = event.data
      return { ...document, resources: [...document.resources, { resourceId, kind, text, neededBy, on }] }
    }
    case 'RiskRaised': {
      const { riskId, text, severity = null } = event.data
      return { ...document, risks: [...document.risks, { riskId, text, severity, closedOn: null, on }] }
    }
    case 'RiskClosed': {
      const { riskId } = event.data
      return { ...document, risks: document.risks.map((risk) => (risk.riskId === riskId ? { ...risk, closedOn: on } : risk)) }
    }
    case 'CompetitorNoted': {
      const { competitor, note = null } = event.data
      return { ...document, competitors: [...document.competitors, { competitor, note, on }] }
    }
    case 'AssessmentRecorded': {
      const { kind = null, text } = event.data
      return { ...document, assessments: [...document.assessments, { kind, text, on }] }
    }
    case 'VisionStated':
      return { ...document, visions: [...document.visions, { text: event.data.text, on }] }
  }
}

const nodesAfter = (nodes: PlanDocument['nodes'], event: NodeEvent): PlanDocument['nodes'] => {
  const { effectiveOn: on } = event
  switch (event.type) {
    case 'GoalAdded':
      return [...nodes, added(event, { nodeId: event.data.goalId, kind: 'goal', parentId: null })]
    case 'StrategyAdded':
      return [...nodes, added(event, { nodeId: event.data.strategyId, kind: 'strategy', parentId: event.data.goalId })]
    case 'InitiativeAdded':
      return [...nodes, added(event, { nodeId: event.data.initiativeId, kind: 'initiative', parentId: event.data.strategyId })]
    case 'TacticAdded':
      return [...nodes, added(event, { nodeId: event.data.tacticId, kind: 'tactic', parentId: event.data.initiativeId })]
    case 'TacticCompleted':
      return changed(nodes, event.data.tacticId, { status: 'completed', on })
    case 'TacticDropped':
      return changed(nodes, event.data.tacticId, { status: 'dropped', on })
    case 'NodeReworded': {
      const { planId: _, nodeId, ...words } = event.data
      return changed(nodes, nodeId, { ...words, on })
    }
  }
}

type Added = Extract<NodeEvent, { data: { readonly text: string } }>

const added = (
  { data, effectiveOn }: Exclude<Added, { type: 'NodeReworded' }>,
  place: Pick<NodeRecord, 'nodeId' | 'kind' | 'parentId'>,
): NodeRecord => {
  const { text, ownerId = null, due = null } = { ownerId: undefined, due: undefined, ...data }
  return { ...place, text, ownerId, due, changes: [], on: effectiveOn }
}

const changed = (nodes: PlanDocument['nodes'], nodeId: string, change: NodeChange): PlanDocument['nodes'] =>
  nodes.map((node) => (node.nodeId === nodeId ? { ...node, changes: [...node.changes, change] } : node))

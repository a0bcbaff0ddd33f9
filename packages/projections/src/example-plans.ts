import { type Happened, happens } from './example-book.ts'

/** What is said of a plan in tests: its terms, where they are not those of a plan of A1 for 2025, of 100 000. */
type Terms = {
  readonly accountId?: string
  readonly effectiveOn?: string
  readonly effectiveUntil?: string
  readonly periodType?: string
  readonly target?: string
  readonly currency?: string
  readonly cadence?: string
  readonly ownerId?: string
}

/** A plan, opened. */
export const planned = (planId: string, { effectiveOn = '2025-01-01', ...terms }: Terms = {}): Happened => {
  const usual = { accountId: 'A1', effectiveUntil: '2026-01-01', periodType: 'year', target: '100000', currency: 'USD' }
  return happens(`plan-${planId}`, { type: 'PlanOpened', on: effectiveOn, data: { planId, ...usual, ...terms } })
}

/** A quarter's plan. */
export const plannedQuarter = (
  planId: string,
  [effectiveOn, effectiveUntil]: readonly [string, string],
  target: string,
): Happened => planned(planId, { effectiveOn, effectiveUntil, periodType: 'quarter', target })

/** Anything else that is told of a plan. */
export const toldOf = (planId: string, type: string, [on, data = {}]: readonly [string, object?]): Happened =>
  happens(`plan-${planId}`, { type, on, data: { planId, ...data } })

const text = 'as agreed'

/** Nodes of the tree of a plan, set up on a day: each with the one it hangs below. */
export const grown = (planId: string, on: string, ...nodes: readonly (readonly [string, string?])[]): readonly Happened[] =>
  nodes.map(([nodeId, parentId]) => {
    const [type, data] = nodeOf(nodeId, parentId)
    return toldOf(planId, type, [on, { ...data, text }])
  })

const nodeOf = (nodeId: string, parentId?: string): readonly [string, object] => {
  switch (nodeId[0]) {
    case 'g':
      return ['GoalAdded', { goalId: nodeId }]
    case 's':
      return ['StrategyAdded', { strategyId: nodeId, goalId: parentId }]
    case 'i':
      return ['InitiativeAdded', { initiativeId: nodeId, strategyId: parentId }]
    default:
      return ['TacticAdded', { tacticId: nodeId, initiativeId: parentId }]
  }
}

import { dayNumber, type NodeKind } from '@daybook/domain'
import type { DayNumber, RecordedEvent } from './kpi.ts'

/** A node of the tree of goals, strategies, initiatives and tactics, without its words. GSIT, M-45. */
export type PlanNode = {
  readonly nodeId: string
  readonly kind: NodeKind
  readonly parentId: string | null
  readonly from: DayNumber
  readonly setBy: bigint
  /** Of a tactic: since when it has both an owner and a day by which it is due. */
  readonly owned: Since | null
  readonly due: Since | null
  readonly dropped: Since | null
}

/** Since which day, and by which event. */
type Since = { readonly from: DayNumber; readonly setBy: bigint }

/** What changes the tree, as far as coverage goes. */
export type NodeEvent = Extract<
  RecordedEvent,
  { type: 'GoalAdded' | 'StrategyAdded' | 'InitiativeAdded' | 'TacticAdded' | 'TacticDropped' | 'NodeReworded' }
>

/** The nodes after one more event; one about a node that is not there changes nothing. */
export const evolveNodes = (nodes: readonly PlanNode[], event: NodeEvent): readonly PlanNode[] => {
  const since = { from: dayNumber(event.effectiveOn), setBy: event.position }
  switch (event.type) {
    case 'GoalAdded':
      return [...nodes, { ...bare, ...since, nodeId: event.data.goalId, kind: 'goal', parentId: null }]
    case 'StrategyAdded':
      return [...nodes, { ...bare, ...since, nodeId: event.data.strategyId, kind: 'strategy', parentId: event.data.goalId }]
    case 'InitiativeAdded':
      return [
        ...nodes,
        { ...bare, ...since, nodeId: event.data.initiativeId, kind: 'initiative', parentId: event.data.strategyId },
      ]
    case 'TacticAdded': {
      const { tacticId, initiativeId, ownerId, due } = event.data
      const given = { owned: ownerId === undefined ? null : since, due: due === undefined ? null : since }
      return [...nodes, { ...bare, ...since, ...given, nodeId: tacticId, kind: 'tactic', parentId: initiativeId }]
    }
    case 'TacticDropped':
      return changed(nodes, event.data.tacticId, ({ from }) => ({ dropped: { ...since, from: Math.max(from, since.from) } }))
    case 'NodeReworded': {
      const { nodeId, ownerId, due } = event.data
      return changed(nodes, nodeId, (node) => ({
        owned: ownerId === undefined ? node.owned : earlier(node.owned, since),
        due: due === undefined ? node.due : earlier(node.due, since),
      }))
    }
  }
}

const bare = { owned: null, due: null, dropped: null }

const earlier = (known: Since | null, since: Since): Since => (known === null || since.from < known.from ? since : known)

const changed = (
  nodes: readonly PlanNode[],
  nodeId: string,
  change: (node: PlanNode) => Partial<PlanNode>,
): readonly PlanNode[] => nodes.map((node) => (node.nodeId === nodeId ? { ...node, ...change(node) } : node))

/** How many nodes below one make it covered; of a tactic, which has none below it, that it has an owner and a due date. M-45. */
export const neededBelow = { goal: 2, strategy: 1, initiative: 1, tactic: 0 } as const satisfies Record<NodeKind, number>

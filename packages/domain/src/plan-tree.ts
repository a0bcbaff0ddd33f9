import type { Day } from './day.ts'
import { isSame } from './decider.ts'
import type { NodeId, RepId } from './ids.ts'
import type { PlanEvent } from './plan-events.ts'

/** What a node of the tree is: each but a goal hangs below one of the kind before it. */
export type NodeKind = 'goal' | 'strategy' | 'initiative' | 'tactic'

type Words = { readonly text: string; readonly ownerId?: RepId; readonly due?: Day }

type PlanNode = {
  readonly kind: NodeKind
  readonly parentId: NodeId | null
  readonly words: Words
  readonly status: 'open' | 'completed' | 'dropped'
}

/** The goals, strategies, initiatives and tactics of a plan by their ids. */
export type PlanTree = ReadonlyMap<NodeId, PlanNode>

const treeTypes = [
  'GoalAdded',
  'StrategyAdded',
  'InitiativeAdded',
  'TacticAdded',
  'TacticCompleted',
  'TacticDropped',
  'NodeReworded',
] as const satisfies readonly PlanEvent['type'][]

type TreeType = (typeof treeTypes)[number]

/** What changes the tree. */
export type TreeEvent = Extract<PlanEvent, { type: TreeType }>

/** Whether the event is one of those that change the tree. */
export const isTreeEvent = <Event extends { readonly type: PlanEvent['type'] }>(
  event: Event,
): event is Extract<Event, { type: TreeType }> => treeTypes.some((type) => type === event.type)

/** Why the tree is not changed so. Domain 5.4. */
export type TreeRefusal =
  | { code: 'node-exists'; nodeId: NodeId; kind: NodeKind }
  | { code: 'parent-missing'; parentId: NodeId; kind: NodeKind }
  | { code: 'unknown-node'; nodeId: NodeId }
  | { code: 'not-a-tactic'; nodeId: NodeId; kind: NodeKind }
  | { code: 'tactic-completed'; tacticId: NodeId }
  | { code: 'tactic-dropped'; tacticId: NodeId }

type AddedNode = { readonly nodeId: NodeId; readonly node: PlanNode }

/** The node that an event adds; null for those that add none. */
const addedBy = ({ type, data }: TreeEvent): AddedNode | null => {
  switch (type) {
    case 'GoalAdded':
      return { nodeId: data.goalId, node: { kind: 'goal', parentId: null, words: wordsIn(data), status: 'open' } }
    case 'StrategyAdded':
      return { nodeId: data.strategyId, node: { kind: 'strategy', parentId: data.goalId, words: wordsIn(data), status: 'open' } }
    case 'InitiativeAdded':
      return {
        nodeId: data.initiativeId,
        node: { kind: 'initiative', parentId: data.strategyId, words: wordsIn(data), status: 'open' },
      }
    case 'TacticAdded':
      return {
        nodeId: data.tacticId,
        node: { kind: 'tactic', parentId: data.initiativeId, words: wordsIn(data), status: 'open' },
      }
    case 'TacticCompleted':
    case 'TacticDropped':
    case 'NodeReworded':
      return null
  }
}

const wordsIn = ({ text, ownerId, due }: Words): Words => ({
  text,
  ...(ownerId === undefined ? {} : { ownerId }),
  ...(due === undefined ? {} : { due }),
})

const kindAbove = { goal: null, strategy: 'goal', initiative: 'strategy', tactic: 'initiative' } as const

/** The tree after one more event; one about a node that is not there changes nothing. */
export const evolveTree = (tree: PlanTree, event: TreeEvent): PlanTree => {
  const added = addedBy(event)
  if (added !== null) return new Map([...tree, [added.nodeId, added.node]])
  switch (event.type) {
    case 'TacticCompleted':
      return changed(tree, event.data.tacticId, () => ({ status: 'completed' }))
    case 'TacticDropped':
      return changed(tree, event.data.tacticId, () => ({ status: 'dropped' }))
    case 'NodeReworded':
      return changed(tree, event.data.nodeId, ({ words }) => ({ words: reworded(words, event.data) }))
    case 'GoalAdded':
    case 'StrategyAdded':
    case 'InitiativeAdded':
    case 'TacticAdded':
      return tree
  }
}

const changed = (tree: PlanTree, nodeId: NodeId, changes: (node: PlanNode) => Partial<PlanNode>): PlanTree => {
  const node = tree.get(nodeId)
  return node === undefined ? tree : new Map([...tree, [nodeId, { ...node, ...changes(node) }]])
}

const reworded = (words: Words, { text, ownerId, due }: Partial<Words>): Words =>
  wordsIn({
    text: text ?? words.text,
    ...(ownerId === undefined ? ownedBy(words) : { ownerId }),
    ...(due === undefined ? dueOf(words) : { due }),
  })

const ownedBy = ({ ownerId }: Words) => (ownerId === undefined ? {} : { ownerId })
const dueOf = ({ due }: Words) => (due === undefined ? {} : { due })

/** Whether the tree is already as an event would make it. */
export const isInTree = (tree: PlanTree, event: TreeEvent): boolean => {
  const added = addedBy(event)
  if (added !== null) {
    const known = tree.get(added.nodeId)
    return known !== undefined && isSame({ ...known, status: 'open' }, added.node)
  }
  const next = evolveTree(tree, event)
  return next !== tree && isSame([...next], [...tree])
}

/** Why an event cannot change the tree; null when it can. */
export const treeRefusal = (tree: PlanTree, event: TreeEvent): TreeRefusal | null => {
  const added = addedBy(event)
  if (added !== null) return additionRefusal(tree, added)
  switch (event.type) {
    case 'TacticCompleted':
    case 'TacticDropped':
      return tacticRefusal(tree, event.data.tacticId)
    case 'NodeReworded':
      return rewordingRefusal(tree, event.data)
    case 'GoalAdded':
    case 'StrategyAdded':
    case 'InitiativeAdded':
    case 'TacticAdded':
      return null
  }
}

const additionRefusal = (tree: PlanTree, { nodeId, node }: AddedNode): TreeRefusal | null => {
  const known = tree.get(nodeId)
  if (known !== undefined) return { code: 'node-exists', nodeId, kind: known.kind }
  const kind = kindAbove[node.kind]
  const isHung = node.parentId === null || kind === null || tree.get(node.parentId)?.kind === kind
  return isHung ? null : { code: 'parent-missing', parentId: node.parentId, kind }
}

/** A tactic that is done or given up stays so. */
const tacticRefusal = (tree: PlanTree, tacticId: NodeId): TreeRefusal | null => {
  const node = tree.get(tacticId)
  if (node === undefined) return { code: 'unknown-node', nodeId: tacticId }
  if (node.kind !== 'tactic') return { code: 'not-a-tactic', nodeId: tacticId, kind: node.kind }
  switch (node.status) {
    case 'completed':
      return { code: 'tactic-completed', tacticId }
    case 'dropped':
      return { code: 'tactic-dropped', tacticId }
    case 'open':
      return null
  }
}

type Rewording = { readonly nodeId: NodeId; readonly ownerId?: RepId; readonly due?: Day }

const rewordingRefusal = (tree: PlanTree, { nodeId, ownerId, due }: Rewording): TreeRefusal | null => {
  const node = tree.get(nodeId)
  if (node === undefined) return { code: 'unknown-node', nodeId }
  if (node.kind === 'tactic') return node.status === 'dropped' ? { code: 'tactic-dropped', tacticId: nodeId } : null
  return ownerId === undefined && due === undefined ? null : { code: 'not-a-tactic', nodeId, kind: node.kind }
}

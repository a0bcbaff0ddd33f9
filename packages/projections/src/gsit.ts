import type { NodeKind } from '@daybook/domain'
import { sorted } from './credit.ts'
import type { Contribution, DayNumber } from './kpi.ts'
import { endOf, type PlanStretch, type PlanView, planKpi, stockRows } from './plan-book.ts'
import { neededBelow, type PlanNode } from './plan-nodes.ts'

type End = Pick<PlanStretch, 'until' | 'endedBy'>

/** The days on which a node counts: from its own on, which may lie before the plan begins, until it is dropped or the plan over. */
const lifeOfNode = ({ from, setBy, dropped }: PlanNode, end: End): PlanStretch | null => {
  const last = dropped !== null && dropped.from < end.until ? { until: dropped.from, endedBy: [dropped.setBy] } : end
  return from < last.until ? { from, because: [setBy], ...last } : null
}

/** The nodes of a kind, each on the days on which it counts. */
const nodesOf = (view: PlanView, kind: NodeKind): readonly { readonly node: PlanNode; readonly life: PlanStretch }[] => {
  const end = endOf(view)
  if (end === null) return []
  return view.book.nodes.flatMap((node) => {
    const life = node.kind === kind ? lifeOfNode(node, end) : null
    return life === null ? [] : [{ node, life }]
  })
}

/** How many nodes of a kind there are. */
export const nodeRows = (view: PlanView, kind: NodeKind): readonly Contribution[] =>
  stockRows(
    view,
    nodesOf(view, kind).map(({ life }) => life),
  )

const below = { goal: 'strategy', strategy: 'initiative', initiative: 'tactic' } as const

/** How many of them are covered: by enough nodes below them; a tactic by an owner and a due date. */
export const coveredRows = (view: PlanView, kind: NodeKind): readonly Contribution[] => {
  if (kind === 'tactic') return stockRows(view, nodesOf(view, kind).flatMap(assignedStretch))
  const children = Map.groupBy(nodesOf(view, below[kind]), ({ node }) => node.parentId)
  return stockRows(
    view,
    nodesOf(view, kind).flatMap(({ node, life }) => {
      const lives = (children.get(node.nodeId) ?? []).map((child) => child.life)
      return coveredStretches(life, lives, neededBelow[kind])
    }),
  )
}

const assignedStretch = ({ node, life }: { readonly node: PlanNode; readonly life: PlanStretch }): readonly PlanStretch[] => {
  if (node.owned === null || node.due === null) return []
  const from = Math.max(life.from, node.owned.from, node.due.from)
  return from < life.until ? [{ ...life, from, because: sorted([node.setBy, node.owned.setBy, node.due.setBy]) }] : []
}

type Turn = { readonly day: DayNumber; readonly step: 1 | -1; readonly because: readonly bigint[] }

/** The days on which at least so many of the stretches hold, within the life of what they cover. */
const coveredStretches = (life: PlanStretch, stretches: readonly PlanStretch[], needed: number): readonly PlanStretch[] => {
  const turns = stretches
    .filter(({ from, until }) => Math.max(from, life.from) < Math.min(until, life.until))
    .flatMap(({ from, until, because, endedBy }): readonly Turn[] => [
      { day: Math.max(from, life.from), step: 1, because },
      { day: Math.min(until, life.until), step: -1, because: endedBy },
    ])
    .sort((a, b) => a.day - b.day || b.step - a.step)
  const covered: PlanStretch[] = []
  let held = 0
  let begun: Turn | null = null
  for (const turn of turns) {
    const before = held
    held += turn.step
    if (before < needed && held >= needed) begun = turn
    if (before < needed || held >= needed || begun === null) continue
    if (begun.day < turn.day) {
      const because = sorted([...life.because, ...begun.because])
      covered.push({ from: begun.day, until: turn.day, because, endedBy: turn.because })
    }
    begun = null
  }
  return covered
}

/** Descriptions that the counts of nodes have in common. */
export const nodeKpi = { ...planKpi, kind: 'stock', grain: [] } as const

/** Descriptions that the ratios of M-45 have in common. */
export const coverageRatio = {
  unit: 'ratio',
  version: 1,
  kind: 'stock',
  view: 'owner',
  scopes: ['org', 'team', 'rep', 'account'],
  grain: [],
} as const

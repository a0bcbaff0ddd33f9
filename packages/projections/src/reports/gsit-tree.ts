import { accept, type Day } from '@daybook/domain'
import { z } from 'zod'
import type { PlanDocument } from '../documents/plan.ts'
import { neededBelow } from '../plan-nodes.ts'
import { type NodeOnDay, nodesOn, type OpenedPlan, openedPlans } from '../plan-on-day.ts'
import { defineReport, type ReportRow, repeated } from '../report.ts'

/**
 * R-G3 of the domain specification: goals, strategies, initiatives and tactics of each plan, every node below the one it serves, in the
 * order in which they were set up. `below` counts the nodes below it that were not given up, `needed` how many make it covered (M-45); a
 * tactic is covered by an owner and a due date. What was given up is neither covered nor not.
 */
export const gsitTree = defineReport({
  name: 'gsit-tree',
  title: 'Goals, strategies, initiatives, tactics',
  definition: 'The tree of each key account plan, with what is still missing in it.',
  whenEmpty: { needs: ['PlanOpened'] },
  version: 1,
  view: 'owner',
  parameters: z.strictObject({ plan: repeated, account: repeated, scope: z.literal('account').optional(), entity: repeated }),
  columns: [
    { id: 'planId', title: 'Plan', type: 'id' },
    { id: 'accountId', title: 'Account', type: 'id' },
    { id: 'nodeId', title: 'Node', type: 'id' },
    { id: 'parentId', title: 'Below', type: 'id' },
    { id: 'kind', title: 'Kind', type: 'id' },
    { id: 'text', title: 'What', type: 'text' },
    { id: 'ownerId', title: 'Owner', type: 'id' },
    { id: 'due', title: 'Due', type: 'date' },
    { id: 'status', title: 'Status', type: 'id' },
    { id: 'below', title: 'Nodes below it', type: 'integer' },
    { id: 'needed', title: 'Nodes needed below it', type: 'integer' },
    { id: 'covered', title: 'Covered', type: 'id' },
  ],
  rows: ({ asOf, documents, reference }, { plan, account, entity }) =>
    documents<PlanDocument>('plan').then((found) => {
      const accounts = account ?? entity
      const plans = openedPlans(found, reference).filter(
        ({ planId, accountId }) => (plan?.includes(planId) ?? true) && (accounts?.includes(accountId) ?? true),
      )
      return accept(plans.flatMap((each) => rowsOf(each, asOf)))
    }),
})

const rowsOf = (plan: OpenedPlan, day: Day): readonly ReportRow[] => {
  const nodes = nodesOn(plan, day)
  const children = Map.groupBy(nodes, ({ parentId }) => parentId)
  const downFrom = (parentId: string | null): readonly NodeOnDay[] =>
    (children.get(parentId) ?? []).flatMap((node) => [node, ...downFrom(node.nodeId)])
  const { planId, accountId } = plan
  return downFrom(null).map((node) => ({ planId, accountId, ...node, ...coverageOf(node, children.get(node.nodeId) ?? []) }))
}

const coverageOf = (node: NodeOnDay, nodesBelow: readonly NodeOnDay[]) => {
  const needed = neededBelow[node.kind]
  const below = nodesBelow.filter(({ status }) => status !== 'dropped').length
  if (node.status === 'dropped') return { below, needed, covered: null }
  if (node.kind === 'tactic') return { below, needed, covered: node.ownerId !== null && node.due !== null }
  return { below, needed, covered: below >= needed }
}

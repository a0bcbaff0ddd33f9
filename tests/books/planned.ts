import type { Line } from './worked-example.ts'

let count = 0

/** Something that is told of a plan, recorded on its own day unless another is given. */
export const ofPlan = (
  planId: string,
  type: Line['type'],
  [effectiveOn, data = {}, recordedOn = effectiveOn]: readonly [string, object?, string?],
): Line => {
  count += 1
  const recordedAt = `${recordedOn}T12:00:00Z`
  return { id: `plan-${count}`, type, effectiveOn, recordedAt, stream: `plan-${planId}`, data: { planId, ...data } }
}

const terms = { periodType: 'quarter', effectiveUntil: '2025-04-01', currency: 'USD' }

/** Plans of A1 and A2 for the first quarter of 2025, and of A2 for the year: with words, a tree, reviews and a revised target. */
export const plansOfExample: readonly Line[] = [
  ofPlan('PL1', 'PlanOpened', [
    '2025-01-01',
    { ...terms, accountId: 'A1', target: '5000', tier: 'KEY', ownerId: 'R1' },
    '2024-12-20',
  ]),
  ofPlan('PL2', 'PlanOpened', ['2025-01-01', { ...terms, accountId: 'A2', target: '1000', cadence: 'monthly' }, '2024-12-20']),
  ofPlan('PL3', 'PlanOpened', [
    '2025-01-01',
    { ...terms, accountId: 'A2', target: '9000', periodType: 'year', effectiveUntil: '2026-01-01' },
    '2024-12-21',
  ]),
  ofPlan('PL1', 'ObjectiveSet', ['2025-01-02', { objectiveId: 'o1', text: 'Supply one site' }]),
  ofPlan('PL1', 'ObjectiveSet', ['2025-02-10', { objectiveId: 'o1', text: 'Supply both sites' }]),
  ofPlan('PL1', 'ObjectiveSet', ['2025-01-02', { objectiveId: 'o2', text: 'Keep the price' }]),
  ofPlan('PL1', 'StrategySet', ['2025-01-02', { kind: 'keep', text: 'Deliver on time' }]),
  ofPlan('PL1', 'StrategySet', ['2025-01-03', { kind: 'grow', text: 'Offer the new line' }]),
  ofPlan('PL1', 'ResourceRequested', ['2025-01-03', { text: 'An engineer' }]),
  ofPlan('PL1', 'ResourceRequested', ['2025-01-03', { kind: 'support', text: 'A visit of the board' }]),
  ofPlan('PL1', 'RiskRaised', ['2025-01-04', { riskId: 'k1', text: 'The buyer retires' }]),
  ofPlan('PL1', 'RiskRaised', ['2025-01-04', { riskId: 'k2', text: 'The plant closes' }]),
  ofPlan('PL1', 'RiskClosed', ['2025-03-01', { riskId: 'k2' }]),
  ofPlan('PL1', 'CompetitorNoted', ['2025-01-05', { competitor: 'Rival Ltd' }]),
  ofPlan('PL1', 'GoalAdded', ['2025-01-06', { goalId: 'g1', text: 'First choice' }]),
  ofPlan('PL1', 'GoalAdded', ['2025-01-06', { goalId: 'g2', text: 'Known to all' }]),
  ofPlan('PL1', 'StrategyAdded', ['2025-01-06', { strategyId: 's1', goalId: 'g1', text: 'Know all who decide' }]),
  ofPlan('PL1', 'StrategyAdded', ['2025-02-06', { strategyId: 's2', goalId: 'g1', text: 'Be there first' }]),
  ofPlan('PL1', 'InitiativeAdded', ['2025-01-07', { initiativeId: 'i1', strategyId: 's1', text: 'Meet the board' }]),
  ofPlan('PL1', 'TacticAdded', ['2025-01-08', { tacticId: 't1', initiativeId: 'i1', text: 'Ask for an hour' }]),
  ofPlan('PL1', 'TacticAdded', ['2025-01-08', { tacticId: 't2', initiativeId: 'i1', text: 'Write a letter' }]),
  ofPlan('PL1', 'NodeReworded', ['2025-01-20', { nodeId: 't1', ownerId: 'R1', due: '2025-02-28' }]),
  ofPlan('PL1', 'TacticDropped', ['2025-02-01', { tacticId: 't2' }]),
  ofPlan('PL1', 'PlanReviewed', ['2025-02-15', { findings: 'Behind', correctiveActions: 'Call weekly' }]),
  ofPlan('PL1', 'PlanTargetRevised', ['2025-03-01', { target: '4000', currency: 'USD' }]),
  ofPlan('PL1', 'TacticCompleted', ['2025-03-20', { tacticId: 't1' }]),
  {
    id: 'deal-1',
    type: 'OpportunityOpened',
    effectiveOn: '2025-02-10',
    recordedAt: '2025-02-10T12:00:00Z',
    stream: 'opportunity-OP1',
    data: {
      ...{ opportunityId: 'OP1', accountId: 'A1', ownerId: 'R1', amount: '600', currency: 'USD' },
      ...{ probability: '0.25', expectedCloseOn: '2025-03-20' },
    },
  },
]

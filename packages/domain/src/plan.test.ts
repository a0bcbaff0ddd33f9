import { test } from 'vitest'
import { acme, amount, day, eur, specification, usd } from '../../../tests/domain/given.ts'
import { Code, NodeId, PlanId, PlanItemId, RepId } from './ids.ts'
import { type PlanCommand, plan } from './plan.ts'
import type { PlanEvent } from './plan-events.ts'

const given = specification(plan)
const planId = PlanId.parse('PL1')
const year = Code.parse('year')
const newYear = day('2025-01-01')
const terms = {
  planId,
  accountId: acme,
  effectiveUntil: day('2026-01-01'),
  periodType: year,
  target: amount('100000'),
  currency: usd,
}
const opened: PlanEvent = { type: 'PlanOpened', effectiveOn: newYear, data: terms }
const alone = { lostOn: null, active: [] }
const open: PlanCommand = { type: 'OpenPlan', effectiveOn: newYear, data: terms, around: alone }
const other = { planId: PlanId.parse('PL0'), accountId: acme, periodType: year }

const node = (id: string) => NodeId.parse(id)
const march = day('2025-03-01')
type Amendment = Extract<PlanCommand, { type: 'AmendPlan' }>['event']
const goal: Amendment = { type: 'GoalAdded', effectiveOn: march, data: { planId, goalId: node('g1'), text: 'First choice' } }
const strategy: Amendment = {
  type: 'StrategyAdded',
  effectiveOn: march,
  data: { planId, strategyId: node('s1'), goalId: node('g1'), text: 'Know all who decide' },
}
const initiative: Amendment = {
  type: 'InitiativeAdded',
  effectiveOn: march,
  data: { planId, initiativeId: node('i1'), strategyId: node('s1'), text: 'Meet the board' },
}
const tactic: Amendment = {
  type: 'TacticAdded',
  effectiveOn: march,
  data: { planId, tacticId: node('t1'), initiativeId: node('i1'), text: 'Ask for an hour' },
}
const done: Amendment = { type: 'TacticCompleted', effectiveOn: march, data: { planId, tacticId: node('t1') } }
const dropped: Amendment = { type: 'TacticDropped', effectiveOn: march, data: { planId, tacticId: node('t1') } }
const owned: Amendment = {
  type: 'NodeReworded',
  effectiveOn: march,
  data: { planId, nodeId: node('t1'), ownerId: RepId.parse('R1'), due: day('2025-04-30') },
}
const closed: Amendment = { type: 'PlanClosed', effectiveOn: march, data: { planId, outcome: Code.parse('achieved') } }
const tree = [goal, strategy, initiative, tactic]
const amend = (event: Amendment): PlanCommand => ({ type: 'AmendPlan', event })

test('a plan is opened once', () => {
  given().when(open).thenRecorded(opened)
  given(opened).when(open).thenNothing()
  given(opened)
    .when({ ...open, data: { ...terms, target: amount('1') } })
    .thenRefused({ code: 'plan-exists', planId })
  given().when(amend(goal)).thenRefused({ code: 'unknown-plan', planId })
  given()
    .when({ type: 'RevisePlanTarget', effectiveOn: march, data: { planId, target: amount('1') } })
    .thenRefused({ code: 'unknown-plan', planId })
})

test('a plan ends after it begins, and its target is not negative', () => {
  const { effectiveOn } = opened
  given()
    .when({ ...open, data: { ...terms, effectiveUntil: newYear } })
    .thenRefused({ code: 'dates-reversed', effectiveOn, effectiveUntil: '2025-01-01' })
  given()
    .when({ ...open, data: { ...terms, target: amount('-1') } })
    .thenRefused({ code: 'negative-target', target: '-1.0000' })
})

test('a kind of period may be a word of the book, and is none that is a letter off a usual one', () => {
  const called = (word: string): PlanCommand => ({ ...open, data: { ...terms, periodType: Code.parse(word) } })
  for (const [periodType, meant] of [
    ['anual', 'annual'],
    ['yaer', 'year'],
    ['quaarter', 'quarter'],
    ['half_year', 'half-year'],
  ] as const)
    given().when(called(periodType)).thenRefused({ code: 'unknown-period-type', periodType, meant })
  for (const word of ['annual', 'Year', 'fiscal-year', 'season', 'FY'])
    given()
      .when(called(word))
      .thenRecorded({ ...opened, data: { ...terms, periodType: Code.parse(word) } } as PlanEvent)
})

test('a lost account gets no plan', () => {
  given()
    .when({ ...open, around: { lostOn: day('2024-11-30'), active: [] } })
    .thenRefused({ code: 'account-lost', lostOn: '2024-11-30' })
})

test('two plans of one kind do not share a day; the day on which one ends may begin the next', () => {
  const until = (from: string, to: string) => [{ ...other, effectiveOn: day(from), effectiveUntil: day(to) }]
  const among = (active: ReturnType<typeof until>): PlanCommand => ({ ...open, around: { lostOn: null, active } })
  const refusal = (effectiveOn: string, effectiveUntil: string) => ({
    code: 'plan-overlap',
    planId: 'PL0',
    effectiveOn,
    effectiveUntil,
  })
  given()
    .when(among(until('2024-01-01', '2025-01-02')))
    .thenRefused(refusal('2024-01-01', '2025-01-02'))
  given()
    .when(among(until('2025-12-31', '2026-12-31')))
    .thenRefused(refusal('2025-12-31', '2026-12-31'))
  given()
    .when(among(until('2024-01-01', '2025-01-01')))
    .thenRecorded(opened)
  given()
    .when(among(until('2026-01-01', '2027-01-01')))
    .thenRecorded(opened)
  const quarterly = until('2025-01-01', '2025-04-01').map((one) => ({ ...one, periodType: Code.parse('quarter') }))
  given().when(among(quarterly)).thenRecorded(opened)
})

test('a target is revised in the currency of the plan, and the former one stays on record', () => {
  const revise = { type: 'RevisePlanTarget', effectiveOn: march, data: { planId, target: amount('120000') } } as const
  const revised: PlanEvent = { type: 'PlanTargetRevised', effectiveOn: march, data: { ...revise.data, currency: usd } }
  given(opened).when(revise).thenRecorded(revised)
  given(opened, revised).when(revise).thenNothing()
  given(opened)
    .when({ ...revise, data: { ...revise.data, target: terms.target } })
    .thenNothing()
  given(opened)
    .when({ ...revise, data: { ...revise.data, currency: eur } })
    .thenRefused({ code: 'plan-currency-differs', currency: 'USD' })
  given(opened)
    .when({ ...revise, data: { ...revise.data, target: amount('-5') } })
    .thenRefused({ code: 'negative-target', target: '-5.0000' })
  given(opened, closed).when(revise).thenRefused({ code: 'plan-closed', planId })
})

test('each node hangs below one of the kind above it', () => {
  given(opened).when(amend(goal)).thenRecorded(goal)
  given(opened).when(amend(strategy)).thenRefused({ code: 'parent-missing', parentId: 'g1', kind: 'goal' })
  given(opened, goal).when(amend(strategy)).thenRecorded(strategy)
  given(opened, goal).when(amend(initiative)).thenRefused({ code: 'parent-missing', parentId: 's1', kind: 'strategy' })
  given(opened, goal, strategy).when(amend(initiative)).thenRecorded(initiative)
  const below = { ...tactic, data: { ...tactic.data, initiativeId: node('s1') } } as Amendment
  given(opened, goal, strategy, initiative)
    .when(amend(below))
    .thenRefused({ code: 'parent-missing', parentId: 's1', kind: 'initiative' })
  given(opened, goal, strategy, initiative).when(amend(tactic)).thenRecorded(tactic)
})

test('a node is added once, and has one name in the whole tree', () => {
  given(opened, ...tree)
    .when(amend(goal))
    .thenNothing()
  const again = { ...strategy, data: { ...strategy.data, strategyId: node('g1') } } as Amendment
  given(opened, goal).when(amend(again)).thenRefused({ code: 'node-exists', nodeId: 'g1', kind: 'goal' })
  given(opened, ...tree, done)
    .when(amend(tactic))
    .thenNothing()
})

test('a tactic is done or given up, not both', () => {
  given(opened, ...tree)
    .when(amend(done))
    .thenRecorded(done)
  given(opened, ...tree, done)
    .when(amend(done))
    .thenNothing()
  given(opened, ...tree, done)
    .when(amend(dropped))
    .thenRefused({ code: 'tactic-completed', tacticId: 't1' })
  given(opened, ...tree)
    .when(amend(dropped))
    .thenRecorded(dropped)
  given(opened, ...tree, dropped)
    .when(amend(dropped))
    .thenNothing()
  given(opened, ...tree, dropped)
    .when(amend(done))
    .thenRefused({ code: 'tactic-dropped', tacticId: 't1' })
  given(opened).when(amend(done)).thenRefused({ code: 'unknown-node', nodeId: 't1' })
  const ofGoal = { ...done, data: { planId, tacticId: node('g1') } } as Amendment
  given(opened, goal).when(amend(ofGoal)).thenRefused({ code: 'not-a-tactic', nodeId: 'g1', kind: 'goal' })
})

test('a tactic may get its owner and its due date later; a goal has neither', () => {
  given(opened, ...tree)
    .when(amend(owned))
    .thenRecorded(owned)
  given(opened, ...tree, owned)
    .when(amend(owned))
    .thenNothing()
  given(opened, ...tree, dropped)
    .when(amend(owned))
    .thenRefused({ code: 'tactic-dropped', tacticId: 't1' })
  given(opened).when(amend(owned)).thenRefused({ code: 'unknown-node', nodeId: 't1' })
  const goalOwned = { ...owned, data: { ...owned.data, nodeId: node('g1') } } as Amendment
  given(opened, goal).when(amend(goalOwned)).thenRefused({ code: 'not-a-tactic', nodeId: 'g1', kind: 'goal' })
  const words: Amendment = {
    type: 'NodeReworded',
    effectiveOn: march,
    data: { planId, nodeId: node('g1'), text: 'Their partner' },
  }
  given(opened, goal).when(amend(words)).thenRecorded(words)
  given(opened, goal, words).when(amend(words)).thenNothing()
  given(opened, goal)
    .when(amend({ ...words, data: { ...words.data, text: ' ' } }))
    .thenRefused({ code: 'text-missing' })
})

test('a risk is raised once and closed once', () => {
  const riskId = PlanItemId.parse('k1')
  const raised: Amendment = { type: 'RiskRaised', effectiveOn: march, data: { planId, riskId, text: 'The buyer retires' } }
  const closing: Amendment = { type: 'RiskClosed', effectiveOn: march, data: { planId, riskId } }
  given(opened).when(amend(raised)).thenRecorded(raised)
  given(opened, raised).when(amend(raised)).thenNothing()
  const otherwise = { ...raised, data: { ...raised.data, text: 'The plant closes' } } as Amendment
  given(opened, raised).when(amend(otherwise)).thenRefused({ code: 'risk-exists', riskId })
  given(opened).when(amend(closing)).thenRefused({ code: 'unknown-risk', riskId })
  given(opened, raised).when(amend(closing)).thenRecorded(closing)
  given(opened, raised, closing).when(amend(closing)).thenNothing()
})

test('what keeps an account and what makes it grow are said apart, and the latest of each holds', () => {
  const say = (text: string, kind?: 'keep' | 'grow'): Amendment => ({
    type: 'StrategySet',
    effectiveOn: march,
    data: kind === undefined ? { planId, text } : { planId, kind, text },
  })
  given(opened, say('Deliver on time', 'keep'))
    .when(amend(say('Deliver on time', 'grow')))
    .thenRecorded(say('Deliver on time', 'grow'))
  given(opened, say('Deliver on time', 'keep'))
    .when(amend(say('Deliver on time', 'keep')))
    .thenNothing()
  given(opened, say('First', 'keep'), say('Second', 'keep'))
    .when(amend(say('First', 'keep')))
    .thenRecorded(say('First', 'keep'))
  given(opened, say('Deliver on time', 'keep'))
    .when(amend(say('Deliver on time')))
    .thenRecorded(say('Deliver on time'))
})

test('objectives, assessments, resources and competitors are told once each', () => {
  const told: readonly Amendment[] = [
    { type: 'ObjectiveSet', effectiveOn: march, data: { planId, text: 'Supply both sites' } },
    { type: 'ObjectiveSet', effectiveOn: march, data: { planId, objectiveId: PlanItemId.parse('o2'), text: 'Keep the price' } },
    { type: 'AssessmentRecorded', effectiveOn: march, data: { planId, kind: Code.parse('strength'), text: 'Fast delivery' } },
    { type: 'AssessmentRecorded', effectiveOn: march, data: { planId, kind: Code.parse('strength'), text: 'Near by' } },
    { type: 'ResourceRequested', effectiveOn: march, data: { planId, text: 'An engineer' } },
    { type: 'ResourceRequested', effectiveOn: march, data: { planId, text: 'A lawyer' } },
    { type: 'CompetitorNoted', effectiveOn: march, data: { planId, competitor: 'Rival Ltd' } },
    { type: 'VisionStated', effectiveOn: march, data: { planId, text: 'Their partner' } },
  ]
  for (const [index, one] of told.entries()) {
    given(opened, ...told.slice(0, index))
      .when(amend(one))
      .thenRecorded(one)
    given(opened, ...told)
      .when(amend(one))
      .thenNothing()
  }
  given(opened)
    .when(amend({ type: 'VisionStated', effectiveOn: march, data: { planId, text: '' } }))
    .thenRefused({ code: 'text-missing' })
})

test('a plan is reviewed as often as one likes, once a day in the same words', () => {
  const review = (on: string): Amendment => ({ type: 'PlanReviewed', effectiveOn: day(on), data: { planId, findings: 'Ahead' } })
  given(opened, review('2025-04-01'))
    .when(amend(review('2025-04-01')))
    .thenNothing()
  given(opened, review('2025-04-01'))
    .when(amend(review('2025-07-01')))
    .thenRecorded(review('2025-07-01'))
})

test('a closed plan takes nothing more, and what was said of it may be said again', () => {
  given(opened).when(amend(closed)).thenRecorded(closed)
  given(opened, closed).when(amend(closed)).thenNothing()
  given(opened, closed).when(amend(goal)).thenRefused({ code: 'plan-closed', planId })
  given(opened, goal, closed).when(amend(goal)).thenNothing()
  const otherwise = { ...closed, data: { planId, outcome: Code.parse('missed') } } as Amendment
  given(opened, closed).when(amend(otherwise)).thenRefused({ code: 'plan-closed', planId })
})

test('without a plan its events change nothing', () => {
  given(goal, closed).when(open).thenRecorded(opened)
})

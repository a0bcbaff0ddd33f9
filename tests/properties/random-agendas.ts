import {
  addDays,
  addMonths,
  type Day,
  type DomainEvent,
  dayNumber,
  dayOf,
  decideOutside,
  fiscalCalendar,
  initialPolicies,
  type Recorded,
  readOutside,
  type Source,
  type StreamName,
} from '@daybook/domain'
import type { Random } from './random.ts'
import type { RandomHistory } from './random-history.ts'
import { renumbered } from './rewritten-history.ts'

// What people plan and agree on: account plans, the pipeline, development plans, key reviews and lists, as the rules allow it.

type Item = { readonly type: DomainEvent['type']; readonly data: Readonly<Record<string, unknown>> }

const reps = ['R1', 'R2', 'R3', 'R4']
const accounts = ['A1', 'A2', 'A3', 'A4', 'A5', 'A6']

const amount = (random: Random): string => `${random.between(-2, 900)}.${random.pick(['0000', '5000', '0001'])}`

const day = (random: Random, today: Day): Day => addDays(today, random.between(-60, 120))

type Draw = (random: Random, today: Day) => Item

const planId = (random: Random): string => random.pick(['PL1', 'PL1', 'PL1', 'PL2', 'PL3', 'PL4'])

/** The days of a plan: any, or whole months as most are. */
const planned = (random: Random, today: Day): { readonly effectiveOn: Day; readonly effectiveUntil: Day } => {
  const drawnDay = day(random, today)
  if (random.chance(50)) return { effectiveOn: drawnDay, effectiveUntil: addDays(drawnDay, random.pick([0, 90, 365])) }
  const effectiveOn = dayOf(dayNumber(`${drawnDay.slice(0, 8)}01` as Day)) // Sound: the first of a month
  return { effectiveOn, effectiveUntil: addMonths(effectiveOn, random.pick([1, 3, 12])) }
}

const openPlan: Draw = (random, today) => {
  const terms = {
    accountId: random.pick(accounts),
    ...planned(random, today),
    periodType: random.pick(['quarter', 'year']),
    target: amount(random),
    currency: 'USD',
    ...(random.chance(50) ? { ownerId: random.pick(reps) } : {}),
  }
  return { type: 'PlanOpened', data: { planId: planId(random), ...terms } }
}

const text = 'as agreed'

/** A node of a tree that grows downwards, its names few enough to meet again. */
const node = (random: Random, letter: string): string => `${letter}${random.pick([1, 1, 1, 2])}`

/** Part of a branch of a tree, from its goal down, or what becomes of its tactic. */
const growTree = (random: Random, today: Day): readonly Item[] => {
  const [goalId, strategyId, initiativeId, tacticId] = ['g', 's', 'i', 't'].map((letter) => node(random, letter))
  const branch: readonly Item[] = [
    { type: 'GoalAdded', data: { goalId, text } },
    { type: 'StrategyAdded', data: { strategyId, goalId, text } },
    { type: 'InitiativeAdded', data: { initiativeId, strategyId, text } },
    { type: 'TacticAdded', data: { tacticId, initiativeId, text } },
  ]
  const later: readonly Item[] = [
    { type: 'TacticCompleted', data: { tacticId } },
    { type: 'TacticDropped', data: { tacticId } },
    { type: 'NodeReworded', data: { nodeId: tacticId, due: day(random, today) } },
  ]
  const named = planId(random)
  const items = random.chance(50) ? branch.slice(random.below(2), random.between(2, 4)) : [random.pick(later)]
  return items.map(({ type, data }) => ({ type, data: { planId: named, ...data } }))
}

const amendPlan: Draw = (random) => {
  const { type, data } = random.pick<Item>([
    { type: 'PlanTargetRevised', data: { target: amount(random) } },
    { type: 'ObjectiveSet', data: { text } },
    { type: 'StrategySet', data: { kind: random.pick(['keep', 'grow']), text } },
    { type: 'ResourceRequested', data: { text } },
    { type: 'RiskRaised', data: { riskId: 'k1', text } },
    { type: 'RiskClosed', data: { riskId: 'k1' } },
    { type: 'RiskClosed', data: { riskId: 'k1' } },
    { type: 'CompetitorNoted', data: { competitor: 'Rival' } },
    { type: 'AssessmentRecorded', data: { text } },
    { type: 'VisionStated', data: { text } },
    { type: 'PlanReviewed', data: { findings: text } },
    { type: 'PlanClosed', data: { outcome: 'done' } },
  ])
  return { type, data: { planId: planId(random), ...data } }
}

const opportunityId = (random: Random): string => random.pick(['OPA', 'OPB', 'OPC'])

const openOpportunity: Draw = (random, today) => {
  const account = random.chance(70) ? { accountId: random.pick(accounts) } : {}
  const worth = { amount: amount(random), currency: random.pick(['USD', 'EUR']), probability: random.pick(['0', '0.25', '1']) }
  const data = { opportunityId: opportunityId(random), ...account, ownerId: random.pick(reps), ...worth }
  return { type: 'OpportunityOpened', data: { ...data, expectedCloseOn: day(random, today) } }
}

const followOpportunity: Draw = (random, today) => {
  const { type, data } = random.pick<Item>([
    { type: 'OpportunityAmountChanged', data: { amount: amount(random) } },
    { type: 'OpportunityStageChanged', data: { stage: random.pick(['engaging', 'closing']) } },
    { type: 'OpportunityProbabilitySet', data: { probability: random.pick(['0.1', '0.9']) } },
    { type: 'OpportunityExpectedCloseChanged', data: { expectedCloseOn: day(random, today) } },
    { type: 'OpportunityCompetitorAttached', data: { competitor: 'Rival' } },
    { type: 'OpportunityMarkedKeyDeal', data: {} },
    { type: 'OpportunityWon', data: {} },
    { type: 'OpportunityLost', data: { reasonCode: 'price' } },
    { type: 'OpportunityReopened', data: {} },
  ])
  return { type, data: { opportunityId: opportunityId(random), ...data } }
}

/** Whoever commits to an initiative: rep, manager, or somebody that these name. */
const party = (random: Random) => ({
  committedBy: random.pick(['rep', 'manager']),
  ...(random.chance(20) ? { ownerId: 'R2' } : {}),
})

const develop: Draw = (random, today) => {
  const initiativeId = node(random, 'n')
  const { type, data } = random.pick<Item>([
    { type: 'PdpOpened', data: { repId: 'R1', managerId: 'R4', period: random.pick(['2024-05', '2024-Q2', 'FY2024']) } },
    { type: 'PdpInitiativeAgreed', data: { initiativeId, ...party(random), requirement: text, due: addDays(today, 30) } },
    { type: 'PdpInitiativeAgreed', data: { initiativeId, ...party(random), requirement: text, due: addDays(today, 30) } },
    { type: 'FollowUpHeld', data: {} },
    { type: 'PdpInitiativeCompleted', data: { initiativeId, evidence: text } },
    { type: 'PdpInitiativeMissed', data: { initiativeId, why: text } },
    { type: 'PdpInitiativeMissed', data: { initiativeId, why: text } },
    { type: 'PdpInitiativeRescheduled', data: { initiativeId, due: addDays(today, 60), agreedBy: 'manager' } },
    { type: 'PdpClosed', data: {} },
  ])
  return { type, data: { pdpId: random.pick(['D1', 'D1', 'D2']), ...data } }
}

const list: Draw = (random) => {
  const repId = random.pick(reps)
  const accountId = random.pick(accounts)
  const accountIds = Array.from({ length: random.pick([0, 1, 2, 3, 11]) }, (_, index) =>
    random.chance(40) ? random.pick(accounts) : `P${index + random.below(6)}`,
  )
  const clients = accounts.map((one) => ({ accountId: one, r12Sales: amount(random) }))
  const reviewId = random.pick(['V1', 'V2', 'V3'])
  return random.pick<Item>([
    { type: 'TargetsSet', data: { repId, accountIds } },
    { type: 'LeadsSet', data: { repId, accountIds } },
    { type: 'ListReviewed', data: { repId, by: 'manager' } },
    { type: 'MovedToLka', data: { accountId } },
    { type: 'TakenFromLka', data: { accountId, repId } },
    { type: 'KeyReviewRun', data: { reviewId, clients } },
    { type: 'ListCustodianAssigned', data: { custodianId: random.pick(['one', 'other']) } },
  ])
}

const draws: readonly Draw[] = [
  openPlan,
  amendPlan,
  amendPlan,
  openOpportunity,
  followOpportunity,
  develop,
  develop,
  develop,
  list,
]

const drawn = (random: Random, today: Day): readonly Item[] =>
  random.chance(30) ? growTree(random, today) : [random.pick(draws)(random, today)]

const source = 'urn:daybook:agendas' as Source // Sound: matches the schema
const here = { source, calendar: fiscalCalendar([]), policies: initialPolicies() }

/** What the rules make of an item after the events so far: as events of its own stream, none where they have nothing or refuse. */
const decided = (item: Item, before: readonly Recorded[], today: Day) => {
  const read = readOutside(item.type, item.data)
  if (!read.ok) throw new Error(`${item.type}: ${JSON.stringify(read.refusal)}`)
  const known = Map.groupBy(before, ({ stream }) => stream) as ReadonlyMap<StreamName, readonly Recorded[]>
  const place = { ...here, effectiveOn: read.value.effectiveOn ?? today, today }
  const decision = decideOutside(read.value, place, known)
  return decision.status === 'recorded' ? decision : { stream: null, events: [] }
}

/** The history with what people plan and agree on put in, here and there. */
export const withAgendas = ({ seed, events }: RandomHistory, random: Random): RandomHistory => {
  let all = [...events]
  const turns = random.between(30, 80)
  let place = Math.min(20, events.length - 1)
  let count = 0
  for (let turn = 0; turn < turns && place < all.length; turn += 1) {
    const after = all[place - 1]!
    const today = dayOf(Math.floor(after.recordedAt / 86_400_000))
    for (const item of drawn(random, today)) {
      const { stream, events: made } = decided(item, all.slice(0, place), today)
      const recorded = made.map((event) => {
        count += 1
        const eventId = `eeee${String(count).padStart(4, '0')}-0000-5000-8000-000000000000`
        const identity = { eventId, stream, source, id: `agenda-${count}`, payloadHash: `s1:agenda-${count}` }
        return { ...after, ...event, ...identity } as Recorded // Sound: an event with the envelope of all
      })
      all = all.toSpliced(place, 0, ...recorded)
      place += recorded.length
    }
    place += random.below(3)
  }
  return { seed, events: renumbered(all) }
}

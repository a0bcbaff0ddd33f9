import type { z } from 'zod'
import { account, turnsOf } from './account.ts'
import type { Day } from './day.ts'
import type { PlanId } from './ids.ts'
import { lostSince } from './losses.ts'
import { Currency } from './money.ts'
import { type OutsideType, outsideType, type Situation, stateOf, undated, wire } from './outside-type.ts'
import { activeTerms, type PlanAmendment, type PlanCommand, type PlanSurroundings, plan } from './plan.ts'
import {
  AssessmentRecorded,
  CompetitorNoted,
  GoalAdded,
  InitiativeAdded,
  NodeReworded,
  ObjectiveSet,
  PlanClosed,
  PlanOpened,
  PlanReviewed,
  PlanTargetRevised,
  ResourceRequested,
  RiskClosed,
  RiskRaised,
  StrategyAdded,
  StrategySet,
  TacticAdded,
  TacticCompleted,
  TacticDropped,
  VisionStated,
} from './plan-events.ts'
import { streams } from './streams.ts'

type OfPlan = { planId: PlanId; effectiveOn?: Day }

const stream = ({ planId }: OfPlan) => streams.plan(planId)

const decided = ({ data, streams: known }: Situation<OfPlan>, command: PlanCommand) =>
  plan.decide(stateOf(plan, known.get(stream(data))), command)

const opened = wire(PlanOpened.shape.data.shape)
const revised = wire({ ...PlanTargetRevised.shape.data.shape, currency: Currency.exactOptional() })

/** What an account plan has to respect: whether the account is lost, and its other plans, the streams of its group. */
const surroundings = ({ data, effectiveOn, streams: known }: Situation<z.infer<typeof opened>>): PlanSurroundings => {
  const { accountId, planId } = data
  const state = stateOf(account, known.get(streams.account(accountId)))
  const others = [...known].filter(([name]) => name.startsWith('plan-') && name !== streams.plan(planId))
  return {
    lostOn: state.status === 'registered' ? lostSince(turnsOf(state), effectiveOn) : null,
    active: others.flatMap(([, events]) => activeTerms(stateOf(plan, events), accountId) ?? []),
  }
}

type AmendmentShape = { readonly shape: { readonly type: z.ZodLiteral<PlanAmendment['type']>; readonly data: z.ZodObject } }

/** What is told of a plan: what is planned may hold from a later day on, what has happened may not. */
const amendment = ({ shape }: AmendmentShape, mayBeForwardDated: boolean): OutsideType => {
  const { type } = shape
  const data = wire(shape.data.shape) as unknown as z.ZodType<OfPlan> // Sound: every event of a plan names it
  return outsideType<OfPlan>(type.value, {
    kind: 'decision',
    mayBeForwardDated,
    data,
    stream,
    decide: (situation) => {
      const { effectiveOn } = situation
      const event = { type: type.value, effectiveOn, data: undated(situation.data) } as PlanAmendment // Sound: parsed by its schema
      return decided(situation, { type: 'AmendPlan', event })
    },
  })
}

/** Key account plans, as they come in. */
export const accountPlanTypes = {
  PlanOpened: outsideType('PlanOpened', {
    kind: 'decision',
    mayBeForwardDated: true,
    data: opened,
    stream,
    account: ({ accountId }) => accountId,
    group: ({ accountId }) => `plan~${accountId}`,
    decide: (situation: Situation<z.infer<typeof opened>>) => {
      const { effectiveOn, data } = situation
      return decided(situation, { type: 'OpenPlan', effectiveOn, data: undated(data), around: surroundings(situation) })
    },
  }),
  PlanTargetRevised: outsideType('PlanTargetRevised', {
    kind: 'decision',
    mayBeForwardDated: true,
    data: revised,
    stream,
    decide: (situation: Situation<z.infer<typeof revised>>) => {
      const { effectiveOn, data } = situation
      return decided(situation, { type: 'RevisePlanTarget', effectiveOn, data: undated(data) })
    },
  }),
  ObjectiveSet: amendment(ObjectiveSet, true),
  StrategySet: amendment(StrategySet, true),
  ResourceRequested: amendment(ResourceRequested, true),
  RiskRaised: amendment(RiskRaised, true),
  RiskClosed: amendment(RiskClosed, false),
  CompetitorNoted: amendment(CompetitorNoted, true),
  GoalAdded: amendment(GoalAdded, true),
  StrategyAdded: amendment(StrategyAdded, true),
  InitiativeAdded: amendment(InitiativeAdded, true),
  TacticAdded: amendment(TacticAdded, true),
  TacticCompleted: amendment(TacticCompleted, false),
  TacticDropped: amendment(TacticDropped, false),
  NodeReworded: amendment(NodeReworded, true),
  AssessmentRecorded: amendment(AssessmentRecorded, false),
  VisionStated: amendment(VisionStated, true),
  PlanReviewed: amendment(PlanReviewed, false),
  PlanClosed: amendment(PlanClosed, false),
}

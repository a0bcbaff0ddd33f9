import type { Day } from './day.ts'
import { type Decider, isSame } from './decider.ts'
import type { Identified } from './event.ts'
import type { AccountId, PlanId, PlanItemId } from './ids.ts'
import { amountOf, type Currency } from './money.ts'
import type { PlanEvent } from './plan-events.ts'
import { meantPeriodType } from './plan-period-type.ts'
import { evolveTree, isInTree, isTreeEvent, type PlanTree, type TreeEvent, type TreeRefusal, treeRefusal } from './plan-tree.ts'
import { accept, type Result, refuse } from './result.ts'

type Data<Type extends PlanEvent['type']> = Extract<PlanEvent, { type: Type }>['data']

/** The terms of a plan: from `effectiveOn` until the day before `effectiveUntil`. */
type Terms = Pick<Data<'PlanOpened'>, 'planId' | 'accountId' | 'periodType' | 'effectiveUntil'> & { readonly effectiveOn: Day }

/** What opening a plan has to respect beyond its own stream. */
export type PlanSurroundings = {
  /** Since when the account is lost on the first day of the plan; null when it is not. */
  readonly lostOn: Day | null
  /** The other plans of the account that are open. */
  readonly active: readonly Terms[]
}

/** What is told of a plan that is open: one event, as it is asked for. */
export type PlanAmendment = Exclude<PlanEvent, { type: 'PlanOpened' | 'PlanTargetRevised' }>

/** What may be decided about a key account plan. */
export type PlanCommand =
  | { type: 'OpenPlan'; effectiveOn: Day; data: Data<'PlanOpened'>; around: PlanSurroundings }
  | {
      type: 'RevisePlanTarget'
      effectiveOn: Day
      data: Omit<Data<'PlanTargetRevised'>, 'currency'> & { readonly currency?: Currency }
    }
  | { type: 'AmendPlan'; event: PlanAmendment }

/** Why a decision about a plan is refused. Domain 5.4. */
export type PlanRefusal =
  | { code: 'plan-exists'; planId: PlanId }
  | { code: 'unknown-plan'; planId: PlanId }
  | { code: 'plan-closed'; planId: PlanId }
  | { code: 'account-lost'; lostOn: Day }
  | { code: 'plan-overlap'; planId: PlanId; effectiveOn: Day; effectiveUntil: Day }
  | { code: 'dates-reversed'; effectiveOn: Day; effectiveUntil: Day }
  | { code: 'negative-target'; target: string }
  | { code: 'unknown-period-type'; periodType: string; meant: string }
  | { code: 'plan-currency-differs'; currency: Currency }
  | { code: 'text-missing' }
  | { code: 'risk-exists'; riskId: PlanItemId }
  | { code: 'unknown-risk'; riskId: PlanItemId }
  | TreeRefusal

type Risk = { readonly raised: Data<'RiskRaised'>; readonly isClosed: boolean }

type Opened = {
  readonly status: 'open' | 'closed'
  readonly opened: { readonly effectiveOn: Day; readonly data: Data<'PlanOpened'> }
  readonly target: string
  /** How it was closed, last of all. */
  readonly closing: Data<'PlanClosed'> | null
  readonly tree: PlanTree
  readonly risks: ReadonlyMap<PlanItemId, Risk>
  /** What else was said, by what it is about: the latest holds. */
  readonly said: ReadonlyMap<string, Statement['data']>
}

/** How far a key account plan has come. */
export type PlanState = { readonly status: 'none' } | Opened

type Statement = Exclude<PlanAmendment, TreeEvent | { type: 'RiskRaised' | 'RiskClosed' | 'PlanClosed' }>

const evolve = (state: PlanState, event: Identified<PlanEvent>): PlanState => {
  if (event.type === 'PlanOpened') return opened(event)
  if (state.status === 'none') return state
  if (isTreeEvent(event)) return { ...state, tree: evolveTree(state.tree, event) }
  switch (event.type) {
    case 'PlanTargetRevised':
      return { ...state, target: event.data.target }
    case 'PlanClosed':
      return { ...state, status: 'closed', closing: event.data }
    case 'RiskRaised':
      return { ...state, risks: new Map([...state.risks, [event.data.riskId, { raised: event.data, isClosed: false }]]) }
    case 'RiskClosed':
      return { ...state, risks: withoutRisk(state.risks, event.data.riskId) }
    case 'ObjectiveSet':
    case 'StrategySet':
    case 'ResourceRequested':
    case 'CompetitorNoted':
    case 'AssessmentRecorded':
    case 'VisionStated':
    case 'PlanReviewed':
      return { ...state, said: new Map([...state.said, [subjectOf(event), event.data]]) }
  }
}

const opened = ({ effectiveOn, data }: Extract<PlanEvent, { type: 'PlanOpened' }>): Opened => ({
  status: 'open',
  opened: { effectiveOn, data },
  target: data.target,
  closing: null,
  tree: new Map(),
  risks: new Map(),
  said: new Map(),
})

const withoutRisk = (risks: Opened['risks'], riskId: PlanItemId): Opened['risks'] => {
  const risk = risks.get(riskId)
  return risk === undefined ? risks : new Map([...risks, [riskId, { ...risk, isClosed: true }]])
}

/** What a statement is about: one about the same thing replaces it. Reviews stand by their day, and what has no name by its words. */
const subjectOf = ({ type, effectiveOn, data }: Statement): string => {
  switch (type) {
    case 'ObjectiveSet':
      return JSON.stringify([type, data.objectiveId ?? null])
    case 'StrategySet':
      return JSON.stringify([type, data.kind ?? null])
    case 'ResourceRequested':
      return JSON.stringify([type, data.resourceId ?? { text: data.text }])
    case 'CompetitorNoted':
      return JSON.stringify([type, data.competitor])
    case 'AssessmentRecorded':
      return JSON.stringify([type, data.kind ?? null, data.text])
    case 'VisionStated':
      return type
    case 'PlanReviewed':
      return JSON.stringify([type, effectiveOn])
  }
}

const decide = (state: PlanState, command: PlanCommand): Decided => {
  if (state.status === 'none') {
    if (command.type === 'OpenPlan') return openPlan(command)
    const { planId } = command.type === 'AmendPlan' ? command.event.data : command.data
    return refuse({ code: 'unknown-plan', planId })
  }
  switch (command.type) {
    case 'OpenPlan': {
      const { effectiveOn, data } = command
      return isSame(state.opened, { effectiveOn, data }) ? accept([]) : refuse({ code: 'plan-exists', planId: data.planId })
    }
    case 'RevisePlanTarget':
      return revisePlanTarget(state, command)
    case 'AmendPlan':
      return amendPlan(state, command)
  }
}

/** A key account plan: its terms, what it says, and its tree of goals, strategies, initiatives and tactics. */
export const plan: Decider<PlanState, PlanCommand, PlanEvent, PlanRefusal> = {
  initialState: { status: 'none' },
  evolve,
  decide,
}

/** The terms of a plan while it is open, where it is one of this account; null for all others. */
export const activeTerms = (state: PlanState, accountId: AccountId): Terms | null => {
  if (state.status !== 'open' || state.opened.data.accountId !== accountId) return null
  return { ...state.opened.data, effectiveOn: state.opened.effectiveOn }
}

type Decided = Result<readonly PlanEvent[], PlanRefusal>
type Command<Type extends PlanCommand['type']> = Extract<PlanCommand, { type: Type }>

const openPlan = ({ effectiveOn, data, around }: Command<'OpenPlan'>): Decided => {
  const { effectiveUntil, periodType, target } = data
  if (effectiveUntil <= effectiveOn) return refuse({ code: 'dates-reversed', effectiveOn, effectiveUntil })
  if (amountOf(target) < 0n) return refuse({ code: 'negative-target', target })
  const meant = meantPeriodType(periodType)
  if (meant !== null) return refuse({ code: 'unknown-period-type', periodType, meant })
  if (around.lostOn !== null) return refuse({ code: 'account-lost', lostOn: around.lostOn })
  const other = around.active.find(
    (one) => one.periodType === periodType && one.effectiveOn < effectiveUntil && effectiveOn < one.effectiveUntil,
  )
  if (other !== undefined) {
    return refuse({
      code: 'plan-overlap',
      planId: other.planId,
      effectiveOn: other.effectiveOn,
      effectiveUntil: other.effectiveUntil,
    })
  }
  return accept([{ type: 'PlanOpened', effectiveOn, data }])
}

const revisePlanTarget = (state: Opened, { effectiveOn, data }: Command<'RevisePlanTarget'>): Decided => {
  const { planId, target } = data
  const { currency } = state.opened.data
  if (data.currency !== undefined && data.currency !== currency) return refuse({ code: 'plan-currency-differs', currency })
  if (target === state.target) return accept([])
  if (state.status === 'closed') return refuse({ code: 'plan-closed', planId })
  if (amountOf(target) < 0n) return refuse({ code: 'negative-target', target })
  return accept([{ type: 'PlanTargetRevised', effectiveOn, data: { ...data, currency } }])
}

const amendPlan = (state: Opened, { event }: Command<'AmendPlan'>): Decided => {
  if (isTrueAlready(state, event)) return accept([])
  if (state.status === 'closed') return refuse({ code: 'plan-closed', planId: event.data.planId })
  if ('text' in event.data && event.data.text?.trim() === '') return refuse({ code: 'text-missing' })
  const refusal = amendmentRefusal(state, event)
  return refusal === null ? accept([event]) : refuse(refusal)
}

const isTrueAlready = (state: Opened, event: PlanAmendment): boolean => {
  if (isTreeEvent(event)) return isInTree(state.tree, event)
  switch (event.type) {
    case 'PlanClosed':
      return isSame(state.closing, event.data)
    case 'RiskRaised':
      return isSame(state.risks.get(event.data.riskId)?.raised, event.data)
    case 'RiskClosed':
      return state.risks.get(event.data.riskId)?.isClosed === true
    case 'ObjectiveSet':
    case 'StrategySet':
    case 'ResourceRequested':
    case 'CompetitorNoted':
    case 'AssessmentRecorded':
    case 'VisionStated':
    case 'PlanReviewed':
      return isSame(state.said.get(subjectOf(event)), event.data)
  }
}

const amendmentRefusal = ({ tree, risks }: Opened, event: PlanAmendment): PlanRefusal | null => {
  if (isTreeEvent(event)) return treeRefusal(tree, event)
  switch (event.type) {
    case 'RiskRaised':
      return risks.has(event.data.riskId) ? { code: 'risk-exists', riskId: event.data.riskId } : null
    case 'RiskClosed':
      return risks.has(event.data.riskId) ? null : { code: 'unknown-risk', riskId: event.data.riskId }
    case 'PlanClosed':
    case 'ObjectiveSet':
    case 'StrategySet':
    case 'ResourceRequested':
    case 'CompetitorNoted':
    case 'AssessmentRecorded':
    case 'VisionStated':
    case 'PlanReviewed':
      return null
  }
}

import type { Day } from './day.ts'
import { type Decider, isSame } from './decider.ts'
import type { OpportunityId } from './ids.ts'
import type { Currency, Decimal, Probability } from './money.ts'
import type { OpportunityEvent } from './opportunity-events.ts'
import { accept, refuse } from './result.ts'

type Data<Type extends OpportunityEvent['type']> = Extract<OpportunityEvent, { type: Type }>['data']

/** What is told of an opportunity that was opened: one event, as it came in. */
export type OpportunityNews = Exclude<OpportunityEvent, { type: 'OpportunityOpened' | 'OpportunityAmountChanged' }>

/** What may be said about an opportunity. */
export type OpportunityCommand =
  | { type: 'OpenOpportunity'; effectiveOn: Day; data: Data<'OpportunityOpened'> }
  | {
      type: 'ChangeAmount'
      effectiveOn: Day
      data: Omit<Data<'OpportunityAmountChanged'>, 'currency'> & { readonly currency?: Currency }
    }
  | { type: 'RecordNews'; event: OpportunityNews }

/** Why nothing is recorded: opportunities are facts, and never refused for business reasons. P-01. */
export type OpportunityRefusal =
  | { code: 'opportunity-exists'; opportunityId: OpportunityId }
  | { code: 'unknown-opportunity'; opportunityId: OpportunityId }

type Opened = {
  readonly status: 'opened'
  readonly opened: { readonly effectiveOn: Day; readonly data: Data<'OpportunityOpened'> }
  readonly worth: { readonly amount: Decimal; readonly currency: Currency }
  readonly probability: Probability
  readonly stage: string | null
  readonly expectedCloseOn: Day
  readonly competitors: readonly string[]
  readonly isKeyDeal: boolean
  /** How it ended, last of all; null while it is open. */
  readonly ending: Extract<OpportunityEvent, { type: 'OpportunityWon' | 'OpportunityLost' }> | null
}

/** An opportunity as it was last told of. */
export type OpportunityState = { readonly status: 'unknown' } | Opened

const evolve = (state: OpportunityState, event: OpportunityEvent): OpportunityState => {
  if (event.type === 'OpportunityOpened') return openedBy(event)
  if (state.status === 'unknown') return state
  switch (event.type) {
    case 'OpportunityAmountChanged':
      return { ...state, worth: { amount: event.data.amount, currency: event.data.currency } }
    case 'OpportunityStageChanged': {
      const { stage, probability = state.probability } = event.data
      return { ...state, stage, probability }
    }
    case 'OpportunityProbabilitySet':
      return { ...state, probability: event.data.probability }
    case 'OpportunityExpectedCloseChanged':
      return { ...state, expectedCloseOn: event.data.expectedCloseOn }
    case 'OpportunityCompetitorAttached':
      return { ...state, competitors: [...state.competitors, event.data.competitor] }
    case 'OpportunityMarkedKeyDeal':
      return { ...state, isKeyDeal: true }
    case 'OpportunityWon':
    case 'OpportunityLost':
      return { ...state, ending: event }
    case 'OpportunityReopened':
      return { ...state, ending: null }
  }
}

const openedBy = ({ effectiveOn, data }: Extract<OpportunityEvent, { type: 'OpportunityOpened' }>): Opened => ({
  status: 'opened',
  opened: { effectiveOn, data },
  worth: { amount: data.amount, currency: data.currency },
  probability: data.probability,
  stage: data.stage ?? null,
  expectedCloseOn: data.expectedCloseOn,
  competitors: [],
  isKeyDeal: false,
  ending: null,
})

/** One opportunity: facts of a sales system, recorded as they come; what is told again is recorded once. */
export const opportunity: Decider<OpportunityState, OpportunityCommand, OpportunityEvent, OpportunityRefusal> = {
  initialState: { status: 'unknown' },
  evolve,
  decide: (state, command) => {
    if (command.type === 'OpenOpportunity') {
      const { effectiveOn, data } = command
      if (state.status === 'unknown') return accept([{ type: 'OpportunityOpened', effectiveOn, data }])
      const isKnown = isSame(state.opened, { effectiveOn, data })
      return isKnown ? accept([]) : refuse({ code: 'opportunity-exists', opportunityId: data.opportunityId })
    }
    const { opportunityId } = command.type === 'RecordNews' ? command.event.data : command.data
    if (state.status === 'unknown') return refuse({ code: 'unknown-opportunity', opportunityId })
    if (command.type === 'RecordNews') return accept(isNews(state, command.event) ? [command.event] : [])
    const { effectiveOn, data } = command
    const worth = { amount: data.amount, currency: data.currency ?? state.worth.currency }
    if (isSame(worth, state.worth)) return accept([])
    return accept([{ type: 'OpportunityAmountChanged', effectiveOn, data: { opportunityId, ...worth } }])
  },
}

/** Whether an event says what is not so already. */
const isNews = (state: Opened, event: OpportunityNews): boolean => {
  switch (event.type) {
    case 'OpportunityStageChanged':
      return event.data.stage !== state.stage || (event.data.probability ?? state.probability) !== state.probability
    case 'OpportunityProbabilitySet':
      return event.data.probability !== state.probability
    case 'OpportunityExpectedCloseChanged':
      return event.data.expectedCloseOn !== state.expectedCloseOn
    case 'OpportunityCompetitorAttached':
      return !state.competitors.includes(event.data.competitor)
    case 'OpportunityMarkedKeyDeal':
      return !state.isKeyDeal
    case 'OpportunityWon':
    case 'OpportunityLost':
      return !isSame(endingOf(state.ending), endingOf(event))
    case 'OpportunityReopened':
      return state.ending !== null
  }
}

const endingOf = (event: Opened['ending']) => event && [event.type, event.effectiveOn, event.data]

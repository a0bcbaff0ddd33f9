import { test } from 'vitest'
import { acme, amount, bo, day, eur, specification, usd } from '../../../tests/domain/given.ts'
import { Code, OpportunityId } from './ids.ts'
import { Probability } from './money.ts'
import { type OpportunityCommand, opportunity } from './opportunity.ts'
import type { OpportunityEvent } from './opportunity-events.ts'

const given = specification(opportunity)
const opportunityId = OpportunityId.parse('OP1')
const january = day('2025-01-10')
const march = day('2025-03-28')
const data = {
  opportunityId,
  accountId: acme,
  ownerId: bo,
  amount: amount('30000'),
  currency: usd,
  probability: Probability.parse('0.5'),
  expectedCloseOn: day('2025-03-31'),
}
const opened: OpportunityEvent = { type: 'OpportunityOpened', effectiveOn: january, data }
const open: OpportunityCommand = { type: 'OpenOpportunity', effectiveOn: january, data }
type News = Extract<OpportunityCommand, { type: 'RecordNews' }>['event']
const tell = (event: News): OpportunityCommand => ({ type: 'RecordNews', event })
const won: News = { type: 'OpportunityWon', effectiveOn: march, data: { opportunityId } }
const lost: News = { type: 'OpportunityLost', effectiveOn: march, data: { opportunityId, reasonCode: Code.parse('price') } }
const reopened: News = { type: 'OpportunityReopened', effectiveOn: march, data: { opportunityId } }

test('an opportunity is opened once; told otherwise under its id, it is a conflict', () => {
  given().when(open).thenRecorded(opened)
  given(opened).when(open).thenNothing()
  given(opened)
    .when({ ...open, effectiveOn: march })
    .thenRefused({ code: 'opportunity-exists', opportunityId })
})

test('an opportunity of no account is the rep’s alone', () => {
  const { accountId: _, ...nobodys } = data
  given()
    .when({ ...open, data: nobodys })
    .thenRecorded({ ...opened, data: nobodys })
})

test('what is told of an unknown opportunity waits for it', () => {
  given().when(tell(won)).thenRefused({ code: 'unknown-opportunity', opportunityId })
  given()
    .when({ type: 'ChangeAmount', effectiveOn: march, data: { opportunityId, amount: amount('1') } })
    .thenRefused({ code: 'unknown-opportunity', opportunityId })
})

test('an amount without a currency is in the former one', () => {
  const change = { type: 'ChangeAmount', effectiveOn: march, data: { opportunityId, amount: amount('35000') } } as const
  const changed: OpportunityEvent = {
    type: 'OpportunityAmountChanged',
    effectiveOn: march,
    data: { ...change.data, currency: usd },
  }
  given(opened).when(change).thenRecorded(changed)
  given(opened, changed).when(change).thenNothing()
  const inEuro = { ...change, data: { ...change.data, currency: eur } }
  given(opened, changed)
    .when(inEuro)
    .thenRecorded({ ...changed, data: inEuro.data })
})

test('what is told again is recorded once, and what has changed back is news', () => {
  const later: readonly News[] = [
    { type: 'OpportunityStageChanged', effectiveOn: march, data: { opportunityId, stage: Code.parse('engaging') } },
    { type: 'OpportunityProbabilitySet', effectiveOn: march, data: { opportunityId, probability: Probability.parse('0.75') } },
    { type: 'OpportunityExpectedCloseChanged', effectiveOn: march, data: { opportunityId, expectedCloseOn: day('2025-04-15') } },
    { type: 'OpportunityCompetitorAttached', effectiveOn: march, data: { opportunityId, competitor: 'Rival Ltd' } },
    { type: 'OpportunityMarkedKeyDeal', effectiveOn: march, data: { opportunityId } },
  ]
  for (const news of later) {
    given(opened).when(tell(news)).thenRecorded(news)
    given(opened, ...later)
      .when(tell(news))
      .thenNothing()
  }
  const back: News = {
    type: 'OpportunityProbabilitySet',
    effectiveOn: march,
    data: { opportunityId, probability: data.probability },
  }
  given(opened, ...later)
    .when(tell(back))
    .thenRecorded(back)
})

test('a step in the process may bring its own probability', () => {
  const probability = Probability.parse('0.9')
  const stage = Code.parse('closing')
  const step: News = { type: 'OpportunityStageChanged', effectiveOn: march, data: { opportunityId, stage, probability } }
  const alone: News = { type: 'OpportunityProbabilitySet', effectiveOn: march, data: { opportunityId, probability } }
  given(opened, step).when(tell(step)).thenNothing()
  given(opened, step).when(tell(alone)).thenNothing()
  given(opened, { ...step, data: { opportunityId, stage } })
    .when(tell(step))
    .thenRecorded(step)
})

test('won, lost and open again are facts, in whichever order they come', () => {
  given(opened).when(tell(won)).thenRecorded(won)
  given(opened, won).when(tell(won)).thenNothing()
  given(opened, won).when(tell(lost)).thenRecorded(lost)
  given(opened).when(tell(reopened)).thenNothing()
  given(opened, lost).when(tell(reopened)).thenRecorded(reopened)
  given(opened, lost, reopened).when(tell(lost)).thenRecorded(lost)
})

test('without an opportunity its news change nothing', () => {
  given(won).when(open).thenRecorded(opened)
})

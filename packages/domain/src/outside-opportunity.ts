import type { z } from 'zod'
import type { Day } from './day.ts'
import type { OpportunityId } from './ids.ts'
import { Currency } from './money.ts'
import { type OpportunityCommand, type OpportunityNews, opportunity } from './opportunity.ts'
import {
  OpportunityAmountChanged,
  OpportunityCompetitorAttached,
  OpportunityExpectedCloseChanged,
  OpportunityLost,
  OpportunityMarkedKeyDeal,
  OpportunityOpened,
  OpportunityProbabilitySet,
  OpportunityReopened,
  OpportunityStageChanged,
  OpportunityWon,
} from './opportunity-events.ts'
import { type OutsideType, outsideType, type Situation, stateOf, undated, wire } from './outside-type.ts'
import { streams } from './streams.ts'

type OfOpportunity = { opportunityId: OpportunityId; effectiveOn?: Day }

const stream = ({ opportunityId }: OfOpportunity) => streams.opportunity(opportunityId)

const decided = ({ data, streams: known }: Situation<OfOpportunity>, command: OpportunityCommand) =>
  opportunity.decide(stateOf(opportunity, known.get(stream(data))), command)

const opened = wire(OpportunityOpened.shape.data.shape)
const changed = wire({ ...OpportunityAmountChanged.shape.data.shape, currency: Currency.exactOptional() })

type NewsShape = { readonly shape: { readonly type: z.ZodLiteral<OpportunityNews['type']>; readonly data: z.ZodObject } }

const news = ({ shape }: NewsShape): OutsideType => {
  const { type } = shape
  const data = wire(shape.data.shape) as unknown as z.ZodType<OfOpportunity> // Sound: every event of an opportunity names it
  return outsideType<OfOpportunity>(type.value, {
    kind: 'fact',
    data,
    stream,
    decide: (situation) => {
      const { effectiveOn } = situation
      const event = { type: type.value, effectiveOn, data: undated(situation.data) } as OpportunityNews // Sound: parsed by its schema
      return decided(situation, { type: 'RecordNews', event })
    },
  })
}

/** The pipeline, as it comes in. Facts of a sales system: what is said of an opportunity that is not recorded yet waits for it. */
export const opportunityTypes = {
  OpportunityOpened: outsideType('OpportunityOpened', {
    kind: 'fact',
    data: opened,
    stream,
    account: ({ accountId }) => accountId ?? null,
    decide: (situation: Situation<z.infer<typeof opened>>) => {
      const { effectiveOn, data } = situation
      return decided(situation, { type: 'OpenOpportunity', effectiveOn, data: undated(data) })
    },
  }),
  OpportunityAmountChanged: outsideType('OpportunityAmountChanged', {
    kind: 'fact',
    data: changed,
    stream,
    decide: (situation: Situation<z.infer<typeof changed>>) => {
      const { effectiveOn, data } = situation
      return decided(situation, { type: 'ChangeAmount', effectiveOn, data: undated(data) })
    },
  }),
  OpportunityStageChanged: news(OpportunityStageChanged),
  OpportunityProbabilitySet: news(OpportunityProbabilitySet),
  OpportunityExpectedCloseChanged: news(OpportunityExpectedCloseChanged),
  OpportunityCompetitorAttached: news(OpportunityCompetitorAttached),
  OpportunityMarkedKeyDeal: news(OpportunityMarkedKeyDeal),
  OpportunityWon: news(OpportunityWon),
  OpportunityLost: news(OpportunityLost),
  OpportunityReopened: news(OpportunityReopened),
}

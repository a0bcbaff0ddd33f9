import {
  byText,
  type Currency,
  type Day,
  type Decimal,
  type EventOf,
  type OpportunityEvent,
  type Probability,
} from '@daybook/domain'

/** Something told of a deal, marked with whatever its reader needs: a position, an event's id. */
export type Told<Mark> = OpportunityEvent & { readonly mark: Mark }

type ToldOf<Type extends OpportunityEvent['type'], Mark> = Extract<OpportunityEvent, { type: Type }> & { readonly mark: Mark }

/** A deal as it was on a day. What a field rests on stands in `by` under its name. */
export type Deal<Mark> = {
  readonly opened: ToldOf<'OpportunityOpened', Mark>
  readonly data: EventOf<'OpportunityOpened'>['data']
  readonly worth: { readonly amount: Decimal; readonly currency: Currency; readonly toldOn: Day }
  readonly probability: Probability
  readonly stage: string | null
  readonly expectedCloseOn: Day
  readonly competitors: readonly { readonly name: string; readonly mark: Mark }[]
  readonly keyDeal: ToldOf<'OpportunityMarkedKeyDeal', Mark> | null
  /** How it ended; null while it is open. */
  readonly ending: ToldOf<'OpportunityWon' | 'OpportunityLost', Mark> | null
  readonly reopened: ToldOf<'OpportunityReopened', Mark> | null
  readonly by: { readonly worth: Mark; readonly probability: Mark; readonly expectedCloseOn: Mark }
}

/**
 * A deal as of the end of a day, from what was told of it, in the order of recording; null where it was not open yet.
 *
 * What is dated later holds, of one day what was recorded last (as P-07 has it for owners). Of several endings without a reopening
 * between them the one recorded last holds: the sales system has corrected itself.
 */
export const dealOn = <Mark>(told: readonly Told<Mark>[], day: Day): Deal<Mark> | null => {
  const opened = told.find((each) => each.type === 'OpportunityOpened')
  if (opened === undefined || opened.effectiveOn > day) return null
  return told
    .filter((each) => each !== opened && each.effectiveOn <= day)
    .sort((a, b) => byText(a.effectiveOn, b.effectiveOn))
    .reduce((deal, each) => after(deal, each, told), openedBy(opened))
}

const openedBy = <Mark>(opened: ToldOf<'OpportunityOpened', Mark>): Deal<Mark> => {
  const { effectiveOn, data, mark } = opened
  return {
    opened,
    data,
    worth: { amount: data.amount, currency: data.currency, toldOn: effectiveOn },
    probability: data.probability,
    stage: data.stage ?? null,
    expectedCloseOn: data.expectedCloseOn,
    competitors: [],
    keyDeal: null,
    ending: null,
    reopened: null,
    by: { worth: mark, probability: mark, expectedCloseOn: mark },
  }
}

const after = <Mark>(deal: Deal<Mark>, event: Told<Mark>, told: readonly Told<Mark>[]): Deal<Mark> => {
  const { by } = deal
  const { mark } = event
  switch (event.type) {
    case 'OpportunityOpened':
      return deal
    case 'OpportunityAmountChanged': {
      const { amount, currency } = event.data
      return { ...deal, worth: { amount, currency, toldOn: event.effectiveOn }, by: { ...by, worth: mark } }
    }
    case 'OpportunityStageChanged': {
      const { stage, probability } = event.data
      return probability === undefined ? { ...deal, stage } : { ...deal, stage, probability, by: { ...by, probability: mark } }
    }
    case 'OpportunityProbabilitySet':
      return { ...deal, probability: event.data.probability, by: { ...by, probability: mark } }
    case 'OpportunityExpectedCloseChanged':
      return { ...deal, expectedCloseOn: event.data.expectedCloseOn, by: { ...by, expectedCloseOn: mark } }
    case 'OpportunityCompetitorAttached':
      return { ...deal, competitors: [...deal.competitors, { name: event.data.competitor, mark }] }
    case 'OpportunityMarkedKeyDeal':
      return { ...deal, keyDeal: deal.keyDeal ?? event }
    case 'OpportunityWon':
    case 'OpportunityLost': {
      const isCorrected = deal.ending !== null && told.indexOf(deal.ending) > told.indexOf(event)
      return isCorrected ? deal : { ...deal, ending: event }
    }
    case 'OpportunityReopened':
      return { ...deal, ending: null, reopened: event }
  }
}

/** Who else was after a deal: those attached to it, and whom it was lost to; each once. M-49. */
export const competitorsOf = <Mark>({ competitors, ending }: Deal<Mark>): readonly string[] => {
  const lostTo = ending?.type === 'OpportunityLost' ? (ending.data.competitor ?? null) : null
  return [...new Set([...competitors.map(({ name }) => name), ...(lostTo === null ? [] : [lostTo])])]
}

/** What a deal was won for, else what was last expected of it; in its currency. */
export const worthOf = <Mark>({ worth, ending }: Deal<Mark>): Decimal =>
  ending?.type === 'OpportunityWon' ? (ending.data.amount ?? worth.amount) : worth.amount

import type { Day, EventOf, Recorded } from '@daybook/domain'
import { atRate, tenThousandths } from './amounts.ts'
import { type Known, latestOn } from './book.ts'
import type { Span } from './days.ts'
import { customerOf } from './merges.ts'
import { converted, totalOf } from './orders.ts'
import { type Place, standsFor } from './sales.ts'

type Opened = Recorded<EventOf<'OpportunityOpened'>>
type Ending = Recorded<EventOf<'OpportunityWon'>> | Recorded<EventOf<'OpportunityLost'>>

const byPosition = <Event extends Recorded>(events: readonly Event[]): readonly Event[] =>
  [...events].sort((a, b) => Number(a.position - b.position))

/** Of the endings since the last reopening the one recorded last; null when there is none. */
const endingOf = (known: Known, id: string, asOf: Day): Ending | null => {
  const told = byPosition([
    ...known.of('OpportunityWon'),
    ...known.of('OpportunityLost'),
    ...known.of('OpportunityReopened'),
  ]).filter(({ data, effectiveOn }) => data.opportunityId === id && effectiveOn <= asOf)
  const reopened = latestOn(
    told.filter(({ type }) => type === 'OpportunityReopened'),
    asOf,
  )
  const since = told.filter(
    (event) =>
      reopened === undefined ||
      event.effectiveOn > reopened.effectiveOn ||
      (event.effectiveOn === reopened.effectiveOn && event.position > reopened.position),
  )
  return (since.filter(({ type }) => type !== 'OpportunityReopened').at(-1) ?? null) as Ending | null // Sound: reopenings are left out
}

const worthOf = (known: Known, { data, effectiveOn }: Opened, asOf: Day) => {
  const change = latestOn(
    known.of('OpportunityAmountChanged').filter((event) => event.data.opportunityId === data.opportunityId),
    asOf,
  )
  const { amount, currency } = change?.data ?? data
  return { amount, currency, toldOn: change?.effectiveOn ?? effectiveOn }
}

const expectedOn = (known: Known, { data }: Opened, asOf: Day): Day =>
  latestOn(
    known.of('OpportunityExpectedCloseChanged').filter((event) => event.data.opportunityId === data.opportunityId),
    asOf,
  )?.data.expectedCloseOn ?? data.expectedCloseOn

const probabilityOf = (known: Known, { data }: Opened, asOf: Day): string => {
  const stages = known.of('OpportunityStageChanged').flatMap((event) => {
    const { opportunityId, probability } = event.data
    return probability === undefined ? [] : [{ ...event, opportunityId, probability }]
  })
  const told = known.of('OpportunityProbabilitySet').map((event) => ({ ...event, ...event.data }))
  const own = [...stages, ...told].filter(({ opportunityId }) => opportunityId === data.opportunityId)
  return (
    latestOn(
      own.sort((a, b) => Number(a.position - b.position)),
      asOf,
    )?.probability ?? data.probability
  )
}

const inReportingCurrency = (known: Known, amount: bigint, [currency, ...days]: readonly [string, ...Day[]]): bigint | null => {
  for (const day of days) {
    const lines = converted(known, { currency, lines: [{ family: null, amount }] } as Parameters<typeof converted>[1], day) // Sound: a currency of the histories
    if (lines !== null) return totalOf(lines)
  }
  return null
}

type Asked = { readonly span: Span; readonly asOf: Day; readonly place: Place }

/** Whose a deal is: its account's or, where that is merged by a day, the survivor's, or its owner's in the team of a day. */
const isOfPlace = (known: Known, { data }: Opened, { place, day }: { place: Place; day: Day }): boolean => {
  if (place.scope === 'org') return true
  if (place.scope === 'account') return data.accountId !== undefined && customerOf(known, data.accountId, day) === place.entity
  return standsFor(known, place, { repId: data.ownerId, day })
}

const begun = (known: Known, asOf: Day): readonly Opened[] =>
  known.of('OpportunityOpened').filter((one) => one.effectiveOn <= asOf)

/** What is open on the day and should close in the period, by its probability if that is asked for. M-28. */
export const openDeals = (known: Known, { span, asOf, place }: Asked, isWeighted: boolean): bigint => {
  let sum = 0n
  for (const opened of begun(known, asOf)) {
    const closeOn = expectedOn(known, opened, asOf)
    if (endingOf(known, opened.data.opportunityId, asOf) !== null || closeOn < span.first || closeOn >= span.until) continue
    if (!isOfPlace(known, opened, { place, day: asOf })) continue
    const { amount, currency, toldOn } = worthOf(known, opened, asOf)
    const value = inReportingCurrency(known, tenThousandths(amount), [currency, closeOn, toldOn]) ?? 0n
    sum += isWeighted ? atRate(value, probabilityOf(known, opened, asOf)) : value
  }
  return sum
}

/** The deals that ended so in the period, and have not been reopened by the day. */
const endedDeals = (known: Known, { span, asOf, place }: Asked, type: Ending['type']) =>
  begun(known, asOf).flatMap((opened) => {
    const ending = endingOf(known, opened.data.opportunityId, asOf)
    if (ending?.type !== type || ending.effectiveOn < span.first || ending.effectiveOn >= span.until) return []
    return isOfPlace(known, opened, { place, day: ending.effectiveOn }) ? [{ opened, ending }] : []
  })

/** How many ended so. M-49, M-51. */
export const endings = (known: Known, asked: Asked, type: Ending['type']): bigint => BigInt(endedDeals(known, asked, type).length)

/** How many of them somebody else was after. M-49. */
export const contested = (known: Known, asked: Asked, type: Ending['type']): bigint => {
  const isNamed = ({ opened, ending }: { opened: Opened; ending: Ending }): boolean =>
    (ending.type === 'OpportunityLost' && ending.data.competitor !== undefined) ||
    known
      .of('OpportunityCompetitorAttached')
      .some(({ data, effectiveOn }) => data.opportunityId === opened.data.opportunityId && effectiveOn <= asked.asOf)
  return BigInt(endedDeals(known, asked, type).filter(isNamed).length)
}

/**
 * Whether a deal of an account, or of one that it stands for on the day of the win, was won on one of some days, and has not been
 * reopened by another. M-53, P-15.
 */
export const isWonWithin = (known: Known, accountId: string, { span, asOf }: Pick<Asked, 'span' | 'asOf'>): boolean =>
  endedDeals(known, { span, asOf, place: { scope: 'org', entity: null } as Place }, 'OpportunityWon').some(
    ({ opened: { data }, ending }) =>
      data.accountId === accountId ||
      (data.accountId !== undefined && customerOf(known, data.accountId, ending.effectiveOn) === accountId),
  ) // Sound: a place

/** What they were won for, or last expected to be worth. M-49, M-51. */
export const endedValue = (known: Known, asked: Asked, type: Ending['type']): bigint =>
  endedDeals(known, asked, type).reduce((sum, { opened, ending }) => {
    const { amount, currency } = worthOf(known, opened, asked.asOf)
    const won = ending.type === 'OpportunityWon' ? (ending.data.amount ?? amount) : amount
    return sum + (inReportingCurrency(known, tenThousandths(won), [currency, ending.effectiveOn]) ?? 0n)
  }, 0n)

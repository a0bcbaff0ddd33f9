import type { z } from 'zod'
import type { AccountEvent } from './account-events.ts'
import { FiscalCalendarDefined, calendar as fiscalCalendars } from './calendar-definition.ts'
import type { Identified } from './event.ts'
import type { RepId, StreamName } from './ids.ts'
import { closingsOf, periodsFrom } from './outside-account.ts'
import {
  Corrects,
  corrected,
  eventsOf,
  type Leg,
  type OutsideType,
  outsideType,
  type Place,
  type Situation,
  stateOf,
  undated,
  wire,
} from './outside-type.ts'
import { closedMonths, fiscalYear, PeriodClosed, type PeriodEvent, PeriodReopened } from './period.ts'
import { PolicySet, policy } from './policy.ts'
import { endedByLeaving } from './processes.ts'
import { ProductRegistered, product } from './product.ts'
import { FxRatePublished, rate } from './rate.ts'
import {
  MembershipCorrected,
  type RepCommand,
  type RepEvent,
  RepHired,
  RepLeft,
  RepRoleChanged,
  rep,
  TeamJoined,
  TeamLeft,
} from './rep.ts'
import { streams, yearOfPeriod } from './streams.ts'
import { TeamFormed, team } from './team.ts'

const left = wire(RepLeft.shape.data.shape)
const formed = wire(TeamFormed.shape.data.shape)
const registered = wire(ProductRegistered.shape.data.shape)
const published = wire(FxRatePublished.shape.data.shape).refine(({ base, quote }) => base !== quote, {
  message: 'must be another currency than base',
  path: ['quote'],
})
const defined = wire(FiscalCalendarDefined.shape.data.shape)
const closed = wire(PeriodClosed.shape.data.shape)
const reopened = wire(PeriodReopened.shape.data.shape)
const policySet = wire(PolicySet.shape.data.shape)
const membership = wire({ ...MembershipCorrected.shape.data.shape, corrects: Corrects })

type OfRep = { repId: RepId }
const repStream = ({ repId }: OfRep): StreamName => streams.rep(repId)

/** A fact about a rep. People are told of ahead: who joins next month is known today. */
const aboutRep = <Data extends OfRep>(
  type: RepEvent['type'],
  data: z.ZodType<Data>,
  command: (situation: Situation<Data>) => RepCommand,
): OutsideType =>
  outsideType<Data>(type, {
    kind: 'fact',
    mayBeForwardDated: true,
    data,
    stream: repStream,
    decide: (situation) => rep.decide(stateOf(rep, situation.streams.get(repStream(situation.data))), command(situation)),
  })

/** Whoever leaves owns no account from that day on; history says so itself. PM-5, P-22. */
const leavingHisAccounts: Pick<OutsideType<OfRep>, 'reads' | 'bookOf' | 'legs'> = {
  bookOf: ({ repId }) => repId,
  reads: (_data, place) =>
    place.isHistory === true ? [] : [...(place.book ?? []).map(streams.account), ...periodsFrom(place.effectiveOn, place)],
  legs: (events, situation) => {
    const { data, streams: known, effectiveOn, isHistory, book = [] } = situation
    if (isHistory === true) return []
    const left = events.filter((event) => event.type === 'RepLeft') as readonly unknown[] as readonly Identified<RepEvent>[]
    const rep = [...eventsOf<RepEvent>(known, repStream(data)), ...left]
    const around = closingsOf(periodsFrom(effectiveOn, situation), { ...situation, known })
    return book.map((accountId): Leg => {
      const stream = streams.account(accountId)
      const past = eventsOf<AccountEvent>(known, stream)
      return {
        stream,
        events: endedByLeaving({ repId: data.repId, effectiveOn }, { accountId, past, rep, ...around }),
        by: 'process',
      }
    })
  },
}

/** People, teams, products and rates, as they come in. */
export const referenceFactTypes = {
  RepHired: aboutRep('RepHired', wire(RepHired.shape.data.shape), ({ effectiveOn, data }) => ({
    type: 'HireRep',
    effectiveOn,
    data: undated(data),
  })),
  RepLeft: outsideType<z.infer<typeof left>>('RepLeft', {
    kind: 'fact',
    mayBeForwardDated: true,
    data: left,
    stream: repStream,
    decide: ({ effectiveOn, data, streams: known }) =>
      rep.decide(stateOf(rep, known.get(repStream(data))), { type: 'RecordLeaving', effectiveOn, data: undated(data) }),
    ...leavingHisAccounts,
  }),
  RepRoleChanged: aboutRep('RepRoleChanged', wire(RepRoleChanged.shape.data.shape), ({ effectiveOn, data }) => ({
    type: 'ChangeRole',
    effectiveOn,
    data: undated(data),
  })),
  TeamJoined: aboutRep('TeamJoined', wire(TeamJoined.shape.data.shape), ({ effectiveOn, data }) => ({
    type: 'JoinTeam',
    effectiveOn,
    data: undated(data),
  })),
  TeamLeft: aboutRep('TeamLeft', wire(TeamLeft.shape.data.shape), ({ effectiveOn, data }) => ({
    type: 'LeaveTeam',
    effectiveOn,
    data: undated(data),
  })),
  MembershipCorrected: aboutRep('MembershipCorrected', membership, ({ effectiveOn, data, streams: known }) => {
    const { corrects, ...rest } = undated(data)
    return { type: 'CorrectMembership', effectiveOn, data: rest, corrects: corrected(corrects, known.get(repStream(data))) }
  }),
  TeamFormed: outsideType('TeamFormed', {
    kind: 'fact',
    mayBeForwardDated: true,
    data: formed,
    stream: ({ teamId }) => streams.team(teamId),
    decide: ({ effectiveOn, data, streams: known }: Situation<z.infer<typeof formed>>) =>
      team.decide(stateOf(team, known.get(streams.team(data.teamId))), { type: 'FormTeam', effectiveOn, data: undated(data) }),
  }),
  ProductRegistered: outsideType('ProductRegistered', {
    kind: 'fact',
    data: registered,
    stream: ({ productId }) => streams.product(productId),
    decide: ({ effectiveOn, data, streams: known }: Situation<z.infer<typeof registered>>) => {
      const state = stateOf(product, known.get(streams.product(data.productId)))
      return product.decide(state, { type: 'RegisterProduct', effectiveOn, data: undated(data) })
    },
  }),
  FxRatePublished: outsideType('FxRatePublished', {
    kind: 'fact',
    mayBeForwardDated: true,
    data: published,
    stream: ({ base, quote }) => streams.rates(base, quote),
    decide: ({ effectiveOn, data, streams: known }: Situation<z.infer<typeof published>>) => {
      const state = stateOf(rate, known.get(streams.rates(data.base, data.quote)))
      return rate.decide(state, { type: 'PublishFxRate', effectiveOn, data: undated(data) })
    },
  }),
}

type OfPeriod = z.infer<typeof closed>
const periodStream = ({ period }: Pick<OfPeriod, 'period'>, { calendar }: Pick<Place, 'calendar'>): StreamName =>
  streams.periods(yearOfPeriod(calendar, period))

/** The fiscal years before the period's own in which a period may have been closed. */
const earlierYears = ({ period }: Pick<OfPeriod, 'period'>, { calendar }: Pick<Place, 'calendar'>): readonly StreamName[] => {
  const found = calendar.period(period)
  const year = found === null ? null : calendar.yearOf(found.first)
  const earlier = Array.from({ length: 12 }, (_, index) => (year === null ? null : calendar.previous(year, index + 1)))
  return earlier.flatMap((one) => (one === null ? [] : [streams.periods(one.id)]))
}

/** Calendar, closes and policies, as they come in. */
export const referenceDecisionTypes = {
  FiscalCalendarDefined: outsideType('FiscalCalendarDefined', {
    kind: 'decision',
    mayBeForwardDated: true,
    data: defined,
    stream: () => streams.calendar,
    decide: ({ effectiveOn, data, streams: known }: Situation<z.infer<typeof defined>>) => {
      const state = stateOf(fiscalCalendars, known.get(streams.calendar))
      return fiscalCalendars.decide(state, { type: 'DefineCalendar', effectiveOn, data: undated(data) })
    },
  }),
  PeriodClosed: outsideType('PeriodClosed', {
    kind: 'decision',
    data: closed,
    stream: periodStream,
    reads: earlierYears,
    decide: (situation: Situation<OfPeriod>) => {
      const { effectiveOn, data, calendar, streams: known } = situation
      const earlier = earlierYears(data, situation).flatMap((name) => known.get(name) ?? []) as readonly unknown[]
      const closedEarlier = closedMonths(earlier as readonly PeriodEvent[]) // Sound: streams of periods
      const state = stateOf(fiscalYear, known.get(periodStream(data, situation)))
      return fiscalYear.decide(state, { type: 'ClosePeriod', effectiveOn, data: undated(data), calendar, closedEarlier })
    },
  }),
  PeriodReopened: outsideType('PeriodReopened', {
    kind: 'decision',
    data: reopened,
    stream: periodStream,
    decide: (situation: Situation<z.infer<typeof reopened>>) => {
      const { effectiveOn, data, calendar, streams: known } = situation
      const state = stateOf(fiscalYear, known.get(periodStream(data, situation)))
      return fiscalYear.decide(state, { type: 'ReopenPeriod', effectiveOn, data: undated(data), calendar })
    },
  }),
  PolicySet: outsideType('PolicySet', {
    kind: 'decision',
    mayBeForwardDated: true,
    data: policySet,
    stream: () => streams.policies,
    // The date stays in the data: it says from when the policy holds, and its absence that it holds for all time.
    decide: ({ effectiveOn, data, streams: known }: Situation<z.infer<typeof policySet>>) =>
      policy.decide(stateOf(policy, known.get(streams.policies)), { type: 'SetPolicy', effectiveOn, data }),
  }),
}

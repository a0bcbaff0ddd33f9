import type { z } from 'zod'
import { ForecastSubmitted, forecast } from './forecast.ts'
import { OwnerId, orgId, type PeriodId, type StreamName } from './ids.ts'
import { outsideType, type Place, type Situation, stateOf, undated, wire } from './outside-type.ts'
import { closedMonths, type PeriodEvent, type PeriodSurroundings } from './period.ts'
import { type QuotaCommand, QuotaSet, QuotaWithdrawn, quota } from './quota.ts'
import { streams, yearOfPeriod } from './streams.ts'

/** The organisation needs no id: whatever is given, it is the one organisation of the book. */
const ofOwner = { ownerId: OwnerId.exactOptional() }
const hasOwner = ({ ownerType, ownerId }: { ownerType: string; ownerId?: OwnerId }) =>
  ownerType === 'org' || ownerId !== undefined
const ownerNeeded = { message: 'is needed for a rep or a team', path: ['ownerId'] }
const hasScope = ({ scopeType, scopeId }: { scopeType: string; scopeId?: OwnerId }) =>
  scopeType === 'org' || scopeId !== undefined
const scopeNeeded = { message: 'is needed for a rep, a team or an account', path: ['scopeId'] }

const set = wire({ ...QuotaSet.shape.data.shape, ...ofOwner }).refine(hasOwner, ownerNeeded)
const withdrawn = wire({ ...QuotaWithdrawn.shape.data.shape, ...ofOwner }).refine(hasOwner, ownerNeeded)
const submitted = wire({ ...ForecastSubmitted.shape.data.shape, scopeId: OwnerId.exactOptional() }).refine(hasScope, scopeNeeded)

type OfQuota = { ownerType: string; ownerId?: OwnerId; period: PeriodId }
type OfForecast = { scopeType: string; scopeId?: OwnerId; period: PeriodId }
type At = Pick<Place, 'calendar'>

const ownerOf = ({ ownerType, ownerId }: { ownerType: string; ownerId?: OwnerId }): OwnerId =>
  ownerType === 'org' || ownerId === undefined ? orgId : ownerId

const scopeOf = ({ scopeType, scopeId }: { scopeType: string; scopeId?: OwnerId }): OwnerId =>
  scopeType === 'org' || scopeId === undefined ? orgId : scopeId

const quotaStream = (data: OfQuota, { calendar }: At): StreamName =>
  streams.quota({ ownerType: data.ownerType, ownerId: ownerOf(data) }, yearOfPeriod(calendar, data.period))

const forecastStream = (data: OfForecast, { calendar }: At): StreamName =>
  streams.forecast({ scopeType: data.scopeType, scopeId: scopeOf(data) }, yearOfPeriod(calendar, data.period))

/** The streams that say which months of a period are closed. */
export const closings = ({ period }: { period: PeriodId }, { calendar }: At): readonly StreamName[] => [
  streams.periods(yearOfPeriod(calendar, period)),
]

/** What a decision about a period has to respect. */
export const periodSurroundings = (situation: Situation<{ period: PeriodId }>): PeriodSurroundings => {
  const events = closings(situation.data, situation).flatMap((name) => situation.streams.get(name) ?? [])
  return { calendar: situation.calendar, closed: closedMonths(events as readonly PeriodEvent[]) } // Sound: streams of periods
}

const decidedQuota = (situation: Situation<OfQuota>, command: QuotaCommand) =>
  quota.decide(stateOf(quota, situation.streams.get(quotaStream(situation.data, situation))), command)

/** Quotas and forecasts, as they come in. */
export const planTypes = {
  QuotaSet: outsideType('QuotaSet', {
    kind: 'decision',
    mayBeForwardDated: true,
    data: set,
    stream: quotaStream,
    reads: closings,
    decide: (situation: Situation<z.infer<typeof set>>) => {
      const { effectiveOn } = situation
      const data = { ...undated(situation.data), ownerId: ownerOf(situation.data) }
      return decidedQuota(situation, { type: 'SetQuota', effectiveOn, data, around: periodSurroundings(situation) })
    },
  }),
  QuotaWithdrawn: outsideType('QuotaWithdrawn', {
    kind: 'decision',
    mayBeForwardDated: true,
    data: withdrawn,
    stream: quotaStream,
    reads: closings,
    decide: (situation: Situation<z.infer<typeof withdrawn>>) => {
      const { effectiveOn } = situation
      const data = { ...undated(situation.data), ownerId: ownerOf(situation.data) }
      return decidedQuota(situation, { type: 'WithdrawQuota', effectiveOn, data, around: periodSurroundings(situation) })
    },
  }),
  ForecastSubmitted: outsideType('ForecastSubmitted', {
    kind: 'decision',
    mayBeForwardDated: true,
    data: submitted,
    stream: forecastStream,
    reads: closings,
    decide: (situation: Situation<z.infer<typeof submitted>>) => {
      const { effectiveOn } = situation
      const data = { ...undated(situation.data), scopeId: scopeOf(situation.data) }
      const state = stateOf(forecast, situation.streams.get(forecastStream(situation.data, situation)))
      return forecast.decide(state, { type: 'SubmitForecast', effectiveOn, data, around: periodSurroundings(situation) })
    },
  }),
}

import { askedFor, type Day, instantText } from '@daybook/domain'
import type { ReadItem } from './item.ts'
import { type Problem, problem } from './problems.ts'
import type { Reference } from './reference.ts'
import type { Staging } from './staging.ts'

export type Dated = { readonly ok: true; readonly effectiveOn: Day } | { readonly ok: false; readonly problem: Problem }

/** What dates are judged by. */
export type DateView = {
  readonly reference: Reference
  readonly staging: Staging
  readonly now: number
  readonly backfill: boolean
  readonly headRecordedAt: number | null
  readonly futureMs: number
}

/**
 * The business date of an item: what it gives, else the local date of its `time` in the reporting zone (P-10). Past dates are
 * legal, future ones only where the type may be forward-dated; in a backfill the recorded time must not go back, nor run ahead.
 */
export const dateOf = (item: ReadItem, view: DateView, isReleased: boolean): Dated => {
  const type = askedFor[item.type]
  const today = view.reference.today(view.now)
  const given = item.effectiveOn ?? (item.time === null ? null : view.reference.dayOf(item.time.instant))
  if (given === null && type.kind === 'fact')
    return wrong(problem('invalid', 'give effectiveOn or time', { errors: [undatedError] }))
  const effectiveOn = given ?? today
  if (!type.mayBeForwardDated) {
    if (effectiveOn > today)
      return wrong(problem('future-time', `effectiveOn ${effectiveOn} is after today, ${today} in the reporting zone`))
    if (item.time !== null && item.time.instant > view.now + view.futureMs)
      return wrong(problem('future-time', 'time is ahead of the clock of the store'))
  }
  const recorded = view.backfill && !isReleased ? recordedTimeProblem(item.recordedTime, view) : null
  return recorded === null ? { ok: true, effectiveOn } : wrong(recorded)
}

const wrong = (reason: Problem): Dated => ({ ok: false, problem: reason })

const undatedError = { pointer: '/data/effectiveOn', detail: 'must be given where time is not' }

const recordedTimeProblem = (recordedTime: number | null, view: DateView): Problem | null => {
  if (recordedTime === null) {
    const detail = 'a backfill takes the recorded time from recordedtime: RFC 3339 with an offset'
    return problem('invalid', detail, { errors: [{ pointer: '/recordedtime', detail: 'must be an instant' }] })
  }
  if (recordedTime > view.now) return problem('future-time', 'recordedtime is ahead of the clock of the store')
  const last = view.staging.recordedAt() ?? view.headRecordedAt
  if (last === null || recordedTime >= last) return null
  return problem('recorded-time-goes-back', `recordedtime lies before ${instantText(last)}, which is already recorded`)
}

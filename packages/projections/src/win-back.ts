import type { Day } from '@daybook/domain'
import type { AccountDocument, LossRecord } from './documents/account.ts'
import type { ReportRow } from './report.ts'

/**
 * How far winning back a lost account is on a day: `won-back`, else `contacted` once somebody spoke with it, else `overdue` or `planned` by
 * the day on which the manager is to, else `open`. Talks belong to the loss before them. PM-4.
 */
export const winBackOf = ({ contacts, losses }: AccountDocument, loss: LossRecord, asOf: Day): ReportRow => {
  const next =
    losses
      .map(({ lostOn }) => lostOn)
      .filter((on) => on > loss.lostOn)
      .sort()[0] ?? null
  const own = contacts.filter(({ on }) => on >= loss.lostOn && on <= asOf && (next === null || on < next))
  const planned = own.findLast((one) => one.kind === 'planned') ?? null
  const made = own.findLast((one) => one.kind === 'made') ?? null
  const isWonBack = loss.wonBackOn !== null && loss.wonBackOn <= asOf
  const due = planned?.due ?? null
  const isLate = due !== null && due < asOf
  return {
    winBackStatus: isWonBack ? 'won-back' : made !== null ? 'contacted' : isLate ? 'overdue' : due !== null ? 'planned' : 'open',
    managerContactDue: due,
    managerContactedOn: made?.on ?? null,
    contactOutcome: made?.outcome ?? null,
  }
}

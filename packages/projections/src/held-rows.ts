import type { Contribution, DayNumber, RowEntity } from './kpi.ts'
import { house } from './kpi.ts'
import { legOf } from './presence.ts'
import { bucketKey, type Reference } from './reference.ts'
import { resolve } from './resolution.ts'
import { rowEntity } from './seats.ts'

/** Something that holds from a day on, until it does not (null: for good), with what began and what ended it. */
export type Held = {
  readonly from: DayNumber
  readonly until: DayNumber | null
  readonly amount: bigint
  readonly startedBy: readonly bigint[]
  readonly endedBy: readonly bigint[]
}

/** The rows of a stock: the amount on the first day, its opposite on the first day after the last, each in the bucket of its own day. */
export const heldRows = (
  entities: readonly RowEntity[],
  { from, until, amount, startedBy, endedBy }: Held,
): readonly Contribution[] => {
  if (amount === 0n || (until !== null && until <= from)) return []
  return entities.flatMap((entity) => {
    const start = legOf({ day: from, period: bucketKey(from), because: startedBy }, entity, [amount])
    if (until === null) return [start]
    return [start, legOf({ day: until, period: bucketKey(until), because: endedBy }, entity, [-amount])]
  })
}

/** Where something stands that belongs to an account and to no rep: the account, and the organisation by the seat of nobody. */
export const atAccount = (accountId: string): readonly RowEntity[] => [rowEntity('account', accountId), rowEntity('seat', house)]

/** The same for whoever the account stands for: where it was merged into another, the one that survived. P-15. */
export const atCustomer = (reference: Reference, accountId: string, day: DayNumber): readonly RowEntity[] =>
  atAccount(resolve(reference, accountId, day))

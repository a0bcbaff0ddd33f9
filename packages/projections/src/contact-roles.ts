import { atAccount, type Held, heldRows } from './held-rows.ts'
import type { Contribution, DayNumber } from './kpi.ts'
import type { RelationView } from './relation-book.ts'
import { byDay, type ContactStatement, statesOf } from './relation-statements.ts'
import { forever } from './timeline.ts'

/** The parts at a customer that somebody should be near to. M-58. */
export const requiredRoles = ['executive', 'decision-maker', 'influencer', 'user'] as const

/** How near somebody must be to us for his part to be covered. */
export const near = 'trusted-advisor'

/** A stretch of days on which a contact is near to us in a part. */
type Nearness = Pick<Held, 'from' | 'startedBy' | 'endedBy'> & { readonly role: string; readonly until: DayNumber }

const nearnessesOf = (statements: readonly ContactStatement[]): readonly Nearness[] => {
  const states = statesOf(statements)
  return states.flatMap(({ level, relationship, from, setBy }, place) => {
    if (level === null || relationship !== near) return []
    const next = states[place + 1]
    return [{ role: level, from, until: next?.from ?? forever, startedBy: [setBy], endedBy: [next?.setBy ?? setBy] }]
  })
}

/** Stretches that meet or overlap as one: a part is covered as long as anybody in it is near. */
const united = (stretches: readonly Nearness[]): readonly Nearness[] => {
  const all: Nearness[] = []
  for (const stretch of [...stretches].sort((a, b) => a.from - b.from || b.until - a.until)) {
    const last = all.at(-1)
    if (last === undefined || last.until < stretch.from) all.push(stretch)
    else if (last.until < stretch.until) all[all.length - 1] = { ...last, until: stretch.until, endedBy: stretch.endedBy }
  }
  return all
}

/**
 * One for each of the required parts in which somebody is a trusted advisor's contact, while that is so. Where accounts are merged there
 * is one map, of the customer: P-15.
 */
export const coveredRoles = ({ book }: RelationView): readonly Contribution[] => {
  const byContact = [...Map.groupBy(book.contacts, ({ contactId }) => contactId).values()]
  const byRole = Map.groupBy(byContact.flatMap(nearnessesOf), ({ role }) => role)
  return requiredRoles.flatMap((role) =>
    united(byRole.get(role) ?? []).flatMap((stretch) => {
      const { until, endedBy } = endedWith(book, stretch)
      return heldRows(atAccount(book.accountId), { ...stretch, until, endedBy, amount: 1n })
    }),
  )
}

/** As many as are required, from the day on which the first contact is known: an account of which nobody has drawn a map has none. */
export const neededRoles = ({ book }: RelationView): readonly Contribution[] => {
  const first = byDay(book.contacts)[0]
  if (first === undefined) return []
  const amount = BigInt(requiredRoles.length)
  const { until, endedBy } = endedWith(book, { until: forever, endedBy: [] })
  return heldRows(atAccount(book.accountId), { from: first.from, until, amount, startedBy: [first.setBy], endedBy })
}

/** When something ends that would last longer than the account stands for itself; null: never. */
const endedWith = (
  { end }: RelationView['book'],
  { until, endedBy }: Pick<Nearness, 'until' | 'endedBy'>,
): { readonly until: DayNumber | null; readonly endedBy: readonly bigint[] } => {
  if (end !== null && end.on < until) return { until: end.on, endedBy: [end.setBy] }
  return { until: until === forever ? null : until, endedBy }
}

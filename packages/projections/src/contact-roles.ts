import { atAccount, type Held, heldRows } from './held-rows.ts'
import type { Contribution, DayNumber } from './kpi.ts'
import { byDay, type ContactStatement, type RelationView } from './relation-book.ts'
import { forever } from './timeline.ts'

/** The parts at a customer that somebody should be near to. M-58. */
export const requiredRoles = ['executive', 'decision-maker', 'influencer', 'user'] as const

/** How near somebody must be to us for his part to be covered. */
export const near = 'trusted-advisor'

/** A stretch of days on which a contact is near to us in a part. */
type Nearness = Pick<Held, 'from' | 'startedBy' | 'endedBy'> & { readonly role: string; readonly until: DayNumber }

/** What a contact is on and after each day on which something was said of him. */
export const statesOf = (statements: readonly ContactStatement[]): readonly ContactStatement[] => {
  const states: ContactStatement[] = []
  for (const statement of byDay(statements)) {
    const before = states.at(-1)
    const state = {
      ...statement,
      level: statement.level ?? before?.level ?? null,
      relationship: statement.relationship ?? before?.relationship ?? null,
    }
    if (before?.from === statement.from) states[states.length - 1] = state
    else states.push(state)
  }
  return states
}

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
 * One for each of the required parts in which somebody is a trusted advisor's contact, while that is so.
 * The map of an account that was merged into another stays its own: the parts of two maps do not add up to those of one.
 */
export const coveredRoles = ({ book }: RelationView): readonly Contribution[] => {
  const byContact = [...Map.groupBy(book.contacts, ({ contactId }) => contactId).values()]
  const byRole = Map.groupBy(byContact.flatMap(nearnessesOf), ({ role }) => role)
  return requiredRoles.flatMap((role) =>
    united(byRole.get(role) ?? []).flatMap(({ until, ...stretch }) =>
      heldRows(atAccount(book.accountId), { ...stretch, until: until === forever ? null : until, amount: 1n }),
    ),
  )
}

/** As many as are required, from the day on which the first contact is known: an account of which nobody has drawn a map has none. */
export const neededRoles = ({ book }: RelationView): readonly Contribution[] => {
  const first = byDay(book.contacts)[0]
  if (first === undefined) return []
  const amount = BigInt(requiredRoles.length)
  return heldRows(atAccount(book.accountId), { from: first.from, until: null, amount, startedBy: [first.setBy], endedBy: [] })
}

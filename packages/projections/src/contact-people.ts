import { byBigint, byText, type Day, dayNumber, dayOf } from '@daybook/domain'
import type { RelationsDocument } from './documents/relations.ts'
import { statesOf } from './relation-statements.ts'

/** A contact as of a day, with the event that last said what he is to us. */
export type Person = {
  readonly contactId: string
  readonly contactName: string | null
  readonly title: string | null
  readonly level: string | null
  readonly relationship: string | null
  /** Since when part and relationship are these. */
  readonly since: Day
  readonly eventId: string
}

/** The people known at the accounts of one customer by the end of a day; under the same id it is the same one. */
export const peopleOn = (documents: readonly RelationsDocument[], day: Day): readonly Person[] => {
  const all = documents.flatMap(({ contacts, roles }) => [...contacts, ...roles])
  const said = all.filter(({ on }) => on <= day).sort(byPlace)
  return [...Map.groupBy(said, ({ data }) => data.contactId)].flatMap(([contactId, own]) => {
    const states = statesOf(own.map(asStatement))
    const last = states.at(-1)
    if (last === undefined) return []
    const changed = states.findLastIndex(
      (state, place) =>
        state.level !== states[place - 1]?.level || state.relationship !== states[place - 1]?.relationship || place === 0,
    )
    const event = own.findLast(({ position }) => BigInt(position) === states[changed]?.setBy) ?? own.at(-1)
    return [
      {
        contactId,
        contactName: lastWord(own, 'name'),
        title: lastWord(own, 'title'),
        level: last.level,
        relationship: last.relationship,
        since: dayOf(states[changed]?.from ?? last.from),
        eventId: event?.eventId ?? '',
      },
    ]
  })
}

type SaidOfContact = RelationsDocument['contacts'][number] | RelationsDocument['roles'][number]

const byPlace = (a: SaidOfContact, b: SaidOfContact): number =>
  byText(a.on, b.on) || byBigint(BigInt(a.position), BigInt(b.position))

const asStatement = ({ data, on, position }: SaidOfContact) => ({
  contactId: data.contactId as string,
  level: data.level ?? null,
  relationship: data.relationship ?? null,
  from: dayNumber(on as Day), // Sound: a document holds the days of events
  setBy: BigInt(position),
})

/** The last that was said: a contact added again without a name keeps the one he had. */
const lastWord = (said: readonly SaidOfContact[], word: 'name' | 'title'): string | null => {
  for (const { data } of said.toReversed()) {
    const found = word in data ? (data as Partial<Record<typeof word, string>>)[word] : undefined // Sound: a text where it is
    if (found !== undefined) return found
  }
  return null
}

import { accept, byText } from '@daybook/domain'
import { z } from 'zod'
import { type Person, peopleOn } from '../contact-people.ts'
import { near, requiredRoles } from '../contact-roles.ts'
import type { RelationsDocument } from '../documents/relations.ts'
import { lastMeetings, type Meeting, meetingsIn } from '../meetings.ts'
import { type CellsFound, defineReport, type ReportContext, type ReportRow } from '../report.ts'
import { accountParameters, byColumns, customerOn, isAsked, namesOf } from '../report-accounts.ts'

/**
 * R-G4 of the domain specification: the people known at each account, and a row without a contact for each required part in which
 * nobody is known. Accounts that are merged have one map, under the survivor's id (P-15). When somebody was last in touch is told by activities and touchpoints that name the contact.
 */
export const relationshipMap = defineReport({
  name: 'relationship-map',
  title: 'Relationship map',
  definition:
    'Whom we know at each account, in what part and how near, when we were last in touch, and in which parts nobody is near.',
  whenEmpty: { needs: ['ContactAdded'] },
  version: 1,
  view: 'book',
  parameters: z.strictObject(accountParameters),
  columns: [
    { id: 'accountId', title: 'Account', type: 'id' },
    { id: 'accountName', title: 'Account name', type: 'text' },
    { id: 'contactId', title: 'Contact', type: 'id' },
    { id: 'contactName', title: 'Name', type: 'text' },
    { id: 'title', title: 'Title', type: 'text' },
    { id: 'level', title: 'Part', type: 'id' },
    { id: 'relationship', title: 'Relationship', type: 'id' },
    { id: 'since', title: 'Since', type: 'date' },
    { id: 'lastContactOn', title: 'Last in touch', type: 'date' },
    { id: 'lastContactKind', title: 'By what', type: 'id' },
    { id: 'lastContactBy', title: 'By whom', type: 'id' },
    { id: 'coverage', title: 'Parts covered', type: 'ratio' },
    { id: 'missingRoles', title: 'Parts not covered', type: 'text' },
    { id: 'eventId', title: 'Event', type: 'id' },
  ],
  rows: (context, parameters) =>
    Promise.all([mapsOf(context, isAsked(parameters)), namesOf(context), meetingsOf(context)]).then(([maps, nameOf, meetings]) =>
      coveragesOf(context, maps).then((coverageOf) =>
        accept(
          maps.flatMap((map) => {
            const { accountId } = map
            const account = { accountId, accountName: nameOf(accountId), coverage: coverageOf(accountId) }
            return rowsOf(map, meetings).map((row) => ({ ...account, ...row }))
          }),
        ),
      ),
    ),
})

type AccountMap = { readonly accountId: string; readonly people: readonly Person[] }

const mapsOf = (context: ReportContext, isMeant: (accountId: string) => boolean): Promise<readonly AccountMap[]> =>
  context.documents<RelationsDocument>('relations').then((documents) =>
    [...Map.groupBy(documents, ({ accountId }) => customerOn(context, accountId, context.asOf))]
      .filter(([accountId]) => isMeant(accountId))
      .map(([accountId, own]) => ({ accountId, people: peopleOn(own, context.asOf) }))
      .filter(({ people }) => people.length > 0)
      .sort(byColumns('accountId')),
  )

/** The account's own cell, in whatever month the day lies: a stock asks for no more. */
const coveragesOf = ({ asOf, cells, reference }: ReportContext, maps: readonly AccountMap[]) => {
  const month = reference.calendar.monthOf(asOf)?.id
  if (month === undefined || maps.length === 0) return Promise.resolve(() => null)
  const entities = maps.map(({ accountId }) => accountId)
  return cells({ kpi: 'relationship-coverage', scope: 'account', entities, periods: [month] }).then(
    (found: CellsFound) => (accountId: string) => found.of(accountId, month).value,
  )
}

/** The last meeting with each contact of each account. */
type Meetings = ReadonlyMap<string, Meeting>

const meetingKey = (accountId: string, contactId: string): string => JSON.stringify([accountId, contactId])

const meetingsOf = (context: ReportContext): Promise<Meetings> =>
  meetingsIn(context).then((meetings) =>
    lastMeetings(meetings, ({ accountId, contactId }) =>
      contactId === null ? null : meetingKey(customerOn(context, accountId, context.asOf), contactId),
    ),
  )

const rowsOf = ({ accountId, people }: AccountMap, meetings: Meetings): readonly ReportRow[] => {
  const isCovered = (role: string): boolean => people.some(({ level, relationship }) => level === role && relationship === near)
  const missing = requiredRoles.filter((role) => !isCovered(role))
  const missingRoles = missing.length === 0 ? null : missing.join(', ')
  const known = people.map((person) => {
    const meeting = meetings.get(meetingKey(accountId, person.contactId))
    const touched = {
      lastContactOn: meeting?.on ?? null,
      lastContactKind: meeting?.kind ?? null,
      lastContactBy: meeting?.by ?? null,
    }
    return { ...person, ...touched, missingRoles }
  })
  const unknown = missing
    .filter((role) => !people.some(({ level }) => level === role))
    .map((level) => ({ ...nobody, level, missingRoles }))
  return [...known.sort(byPart), ...unknown]
}

const nobody = {
  contactId: null,
  contactName: null,
  title: null,
  relationship: null,
  since: null,
  lastContactOn: null,
  lastContactKind: null,
  lastContactBy: null,
  eventId: null,
}

/** By part in the order of those required, whose part is not known last. */
const byPart = (a: Person, b: Person): number => placeOf(a) - placeOf(b) || byText(a.contactId, b.contactId)

const placeOf = ({ level }: Person): number => {
  const place = (requiredRoles as readonly (string | null)[]).indexOf(level) // Sound: a wider type of the same texts
  return place < 0 ? requiredRoles.length : place
}

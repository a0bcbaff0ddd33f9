import { type DomainEvent, dayNumber, type FiscalPeriod } from '@daybook/domain'
import { type PdpDocument, pdp } from './documents/pdp.ts'
import { defineFold, type FoldView } from './fold.ts'
import type { Contribution, DayNumber, RecordedEvent } from './kpi.ts'
import { countedIn } from './qbr-book.ts'
import type { Reference } from './reference.ts'
import { seatsAt } from './seats.ts'

type Dated = { readonly on: DayNumber; readonly setBy: bigint }

/** One initiative, without its words: who has committed to it, and what came of it. */
export type Initiative = {
  readonly initiativeId: string
  /** Who has to do it: the one named, else the rep or the manager of the plan. */
  readonly partyId: string | null
  readonly agreed: Dated
  readonly due: DayNumber
  readonly completed: Dated | null
}

/** One performance development plan of a rep and a manager. R-119. */
type PdpBook = { readonly period: string | null; readonly initiatives: readonly Initiative[] } & Parties

type Parties = { readonly repId: string | null; readonly managerId: string | null }

export type PdpView = FoldView<PdpBook>

const pdpReads = [
  'PdpOpened',
  'PdpInitiativeAgreed',
  'FollowUpHeld',
  'PdpInitiativeCompleted',
  'PdpInitiativeMissed',
  'PdpInitiativeRescheduled',
  'PdpClosed',
] as const satisfies readonly DomainEvent['type'][]

export type PdpEvent = Extract<RecordedEvent, { type: (typeof pdpReads)[number] }>

const evolvePdp = (book: PdpBook, event: PdpEvent): PdpBook => {
  const dated = { on: dayNumber(event.effectiveOn), setBy: event.position }
  switch (event.type) {
    case 'PdpOpened':
      return { ...book, repId: event.data.repId, managerId: event.data.managerId, period: event.data.period }
    case 'PdpInitiativeAgreed': {
      const { initiativeId, committedBy, ownerId, due } = event.data
      const partyId = ownerId ?? (committedBy === 'manager' ? book.managerId : book.repId)
      const agreed = { initiativeId, partyId, agreed: dated, due: dayNumber(due), completed: null }
      return { ...book, initiatives: [...book.initiatives, agreed] }
    }
    case 'PdpInitiativeRescheduled':
      return changed(book, event.data.initiativeId, { due: dayNumber(event.data.due) })
    case 'PdpInitiativeCompleted':
      return changed(book, event.data.initiativeId, { completed: dated })
    case 'PdpInitiativeMissed':
    case 'FollowUpHeld':
    case 'PdpClosed':
      return book
  }
}

const changed = (book: PdpBook, initiativeId: string, change: Partial<Initiative>): PdpBook => ({
  ...book,
  initiatives: book.initiatives.map((each) => (each.initiativeId === initiativeId ? { ...each, ...change } : each)),
})

/** A development plan with its initiatives: small. */
export const pdpFold = defineFold<PdpBook, PdpEvent, PdpDocument>({
  name: 'pdp',
  reads: pdpReads,
  idOf: ({ data }) => data.pdpId,
  initial: () => ({ repId: null, managerId: null, period: null, initiatives: [] }),
  evolve: evolvePdp,
  isConcerned: ({ initiatives }, { kind, keys }) =>
    kind === 'rep' && initiatives.some(({ partyId }) => partyId !== null && keys.includes(partyId)),
  document: pdp,
})

/**
 * The initiatives that count, at whoever has committed to them, in the period of the plan and the longer ones around it: a plan of a
 * quarter counts in the quarter and the year, one of a year in the year alone. The team is that of the day of the agreement, so that
 * what is completed is a part of what was agreed. M-42’s pattern, per party.
 */
export const initiativeRows = (
  { book, reference }: PdpView,
  countedBy: (initiative: Initiative) => Dated | null,
): readonly Contribution[] => {
  const periods = periodsOf(book, reference)
  return book.initiatives.flatMap((initiative) => {
    const counted = countedBy(initiative)
    const { partyId, agreed } = initiative
    if (counted === null || partyId === null) return []
    const seats = seatsAt(reference, partyId, agreed.on)
    return periods.flatMap((period) => countedIn(period, { from: counted.on, because: [counted.setBy] }, seats))
  })
}

const periodsOf = ({ period: id }: PdpBook, { calendar }: Reference): readonly FiscalPeriod[] => {
  const own = id === null ? null : calendar.period(id)
  if (own === null) return []
  const around = own.grain === 'month' ? [own.quarter, own.year] : own.grain === 'quarter' ? [own.year] : []
  return [own, ...around.flatMap((each) => calendar.period(each) ?? [])]
}

/** Descriptions that the KPIs of initiatives have in common. */
export const initiativeKpi = {
  unit: 'commitments',
  version: 1,
  kind: 'flow',
  view: 'owner',
  measure: 'count',
  scopes: ['org', 'team', 'rep'],
  grain: ['month', 'quarter', 'year'],
  anyDay: true,
  fold: 'pdp',
  per: 'whole',
} as const

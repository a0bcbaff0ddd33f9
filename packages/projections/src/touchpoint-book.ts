import { type DomainEvent, dayNumber } from '@daybook/domain'
import { type TouchpointDocument, touchpoint } from './documents/touchpoint.ts'
import { defineFold, type FoldView } from './fold.ts'
import type { Contribution, DayNumber, RecordedEvent } from './kpi.ts'
import { house } from './kpi.ts'
import { monthOfDay, teamOn } from './reference.ts'
import { resolve } from './resolution.ts'
import { rowEntity } from './seats.ts'

/** One touchpoint of an account: what was planned last, and whether it was held. */
export type TouchpointBook = {
  readonly planned: {
    readonly accountId: string
    readonly ownerId: string
    readonly due: DayNumber
    readonly setBy: bigint
  } | null
  readonly held: { readonly on: DayNumber; readonly setBy: bigint } | null
}

export type TouchpointView = FoldView<TouchpointBook>

const touchpointReads = [
  'TouchpointPlanned',
  'TouchpointHeld',
  'TouchpointSkipped',
] as const satisfies readonly DomainEvent['type'][]

export type TouchpointEvent = Extract<RecordedEvent, { type: (typeof touchpointReads)[number] }>

/** A touchpoint, by itself. RM-16. */
export const touchpointFold = defineFold<TouchpointBook, TouchpointEvent, TouchpointDocument>({
  name: 'touchpoint',
  reads: touchpointReads,
  idOf: ({ data }) => data.touchpointId,
  initial: () => ({ planned: null, held: null }),
  evolve: (book, event) => {
    switch (event.type) {
      case 'TouchpointPlanned': {
        const { accountId, ownerId = house, due } = event.data
        return { ...book, planned: { accountId, ownerId, due: dayNumber(due), setBy: event.position } }
      }
      case 'TouchpointHeld':
        return { ...book, held: { on: dayNumber(event.effectiveOn), setBy: event.position } }
      case 'TouchpointSkipped':
        return book
    }
  },
  isConcerned: ({ planned }, { kind, keys }) =>
    kind === 'account' || (kind === 'rep' && planned !== null && keys.includes(planned.ownerId)),
  document: touchpoint,
})

type Counted = { readonly from: DayNumber; readonly because: readonly bigint[] }
type Plan = NonNullable<TouchpointBook['planned']>

/** One in the month in which it was due, for its owner in his team of that day, and for the account. */
const rowsOfPlan = (
  { book, reference }: TouchpointView,
  counted: (plan: Plan, held: TouchpointBook['held']) => Counted | null,
): readonly Contribution[] => {
  const { planned, held } = book
  const count = planned === null ? null : counted(planned, held)
  const period = planned === null ? null : monthOfDay(reference, planned.due)
  if (planned === null || count === null || period === null) return []
  const { accountId, ownerId, due } = planned
  const team = ownerId === house ? '' : teamOn(reference, ownerId, due)
  return [rowEntity('seat', ownerId, team), rowEntity('account', resolve(reference, accountId, due))].map((entity) => ({
    cell: { entity, period },
    until: null,
    amounts: [1n],
    ...count,
  }))
}

/** Planned touchpoints, skipped ones too, from the day on which they are due; those held before it from that day. M-59. */
export const plannedRows = (view: TouchpointView): readonly Contribution[] =>
  rowsOfPlan(view, ({ due, setBy }, held) =>
    held !== null && held.on < due ? { from: held.on, because: [setBy, held.setBy] } : { from: due, because: [setBy] },
  )

/** Those of them that were held, from that day on, in the month in which they were due. M-59. */
export const heldTouchpoints = (view: TouchpointView): readonly Contribution[] =>
  rowsOfPlan(view, ({ setBy }, held) => (held === null ? null : { from: held.on, because: [setBy, held.setBy] }))

/** Descriptions that the KPIs of touchpoints have in common. A touchpoint may be held on any day, whatever month it was due in. */
export const touchpointKpi = {
  unit: 'touchpoints',
  version: 1,
  kind: 'flow',
  view: 'owner',
  ledger: 'touchpoints',
  measure: 'amount',
  scopes: ['org', 'team', 'rep', 'account'],
  grain: ['month'],
  anyDay: true,
  fold: 'touchpoint',
  per: 'whole',
} as const

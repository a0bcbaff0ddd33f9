import { type DomainEvent, dayNumber } from '@daybook/domain'
import { type DependencyDocument, dependency } from './documents/dependency.ts'
import { defineFold, type FoldView } from './fold.ts'
import { atCustomer, heldRows } from './held-rows.ts'
import type { Contribution, DayNumber, RecordedEvent } from './kpi.ts'
import { monthOfDay } from './reference.ts'

type Turn = { readonly on: DayNumber; readonly setBy: bigint }

/** What another function owes an account, and how that ended; null while it has not. */
export type DependencyBook = {
  readonly raised: (Turn & { readonly accountId: string; readonly neededBy: DayNumber }) | null
  readonly ended: (Turn & { readonly as: 'met' | 'dropped' }) | null
}

export type DependencyView = FoldView<DependencyBook>

const dependencyReads = [
  'DependencyRaised',
  'DependencyMet',
  'DependencyDropped',
] as const satisfies readonly DomainEvent['type'][]

export type DependencyEvent = Extract<RecordedEvent, { type: (typeof dependencyReads)[number] }>

/** A dependency, by itself. M-55. */
export const dependencyFold = defineFold<DependencyBook, DependencyEvent, DependencyDocument>({
  name: 'dependency',
  reads: dependencyReads,
  idOf: ({ data }) => data.dependencyId,
  initial: () => ({ raised: null, ended: null }),
  evolve: (book, event) => {
    const turn = { on: dayNumber(event.effectiveOn), setBy: event.position }
    switch (event.type) {
      case 'DependencyRaised':
        return { ...book, raised: { ...turn, accountId: event.data.accountId, neededBy: dayNumber(event.data.neededBy) } }
      case 'DependencyMet':
        return { ...book, ended: { ...turn, as: 'met' } }
      case 'DependencyDropped':
        return { ...book, ended: { ...turn, as: 'dropped' } }
    }
  },
  isConcerned: (_book, { kind }) => kind === 'account',
  document: dependency,
})

type Raised = NonNullable<DependencyBook['raised']>

/** One from a day of a dependency on, until it is met or dropped. */
export const whileOwed = (
  { book, reference }: DependencyView,
  fromOf: (raised: Raised) => DayNumber,
): readonly Contribution[] => {
  const { raised, ended } = book
  if (raised === null) return []
  const endedBy = ended === null ? [] : [ended.setBy]
  const held = { from: fromOf(raised), until: ended?.on ?? null, amount: 1n, startedBy: [raised.setBy], endedBy }
  return heldRows(atCustomer(reference, raised.accountId, raised.on), held)
}

/** What counts in the month in which a dependency was met. */
export const onceMet = (
  { book, reference }: DependencyView,
  amountOf: (raised: Raised, met: Turn) => bigint,
): readonly Contribution[] => {
  const { raised, ended } = book
  if (raised === null || ended?.as !== 'met') return []
  const period = monthOfDay(reference, ended.on)
  const amount = amountOf(raised, ended)
  if (period === null || amount === 0n) return []
  return atCustomer(reference, raised.accountId, raised.on).map((entity) => ({
    cell: { entity, period },
    from: ended.on,
    until: null,
    amounts: [amount],
    because: [raised.setBy, ended.setBy],
  }))
}

const dependencyKpi = {
  version: 1,
  view: 'book',
  measure: 'amount',
  scopes: ['org', 'account'],
  fold: 'dependency',
  per: 'whole',
} as const

/** Descriptions that the KPIs of dependencies which are not over have in common. */
export const openDependencyKpi = {
  ...dependencyKpi,
  unit: 'dependencies',
  kind: 'stock',
  ledger: 'dependencies',
  grain: [],
} as const

/** Descriptions that the KPIs of dependencies which were met have in common. */
export const metDependencyKpi = { ...dependencyKpi, kind: 'flow', ledger: 'dependencies-met', grain: ['month'] } as const

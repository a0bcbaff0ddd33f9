import { type DomainEvent, dayNumber, distinctPositions } from '@daybook/domain'
import { dealOn, type Told } from './deal.ts'
import { defineFold, type FoldView } from './fold.ts'
import type { Contribution, DayNumber, RecordedEvent, RowEntity } from './kpi.ts'
import type { OpportunityBook } from './opportunity-book.ts'
import { monthOfDay, type Reference, teamOn } from './reference.ts'
import { partsOf, resolve } from './resolution.ts'
import { rowEntity } from './seats.ts'
import { forever, type Range } from './timeline.ts'

type Demo = { readonly by: string; readonly on: DayNumber; readonly setBy: bigint; readonly isVoid: boolean }

/** A deal of another account, and the days of its win on which that account is the same customer. */
type JoinedDeal = Range & { readonly told: readonly Told<bigint>[] }

/** The demos given to one account, and how its deals ended; each by its own id. Of a customer, with what merges have brought to him. */
type DemoBook = {
  readonly accountId: string
  readonly demos: Readonly<Record<string, Demo>>
  readonly deals: Readonly<Record<string, readonly Told<bigint>[]>>
  readonly joined?: readonly JoinedDeal[]
}

export type DemoView = FoldView<DemoBook>

const demoReads = [
  'ActivityRecorded',
  'ActivityVoided',
  'OpportunityOpened',
  'OpportunityWon',
  'OpportunityLost',
  'OpportunityReopened',
] as const satisfies readonly DomainEvent['type'][]

type DemoEvent = Extract<RecordedEvent, { type: (typeof demoReads)[number] }>

/** The demos and deals of an account together: small. Whose a deal is, its opening says; later events are asked of the deal. */
export const demoFold = defineFold<DemoBook, DemoEvent>({
  name: 'demos',
  reads: demoReads,
  idOf: (event, bookOf) => {
    if ('accountId' in event.data) return event.data.accountId ?? nobody
    if (event.type === 'OpportunityOpened') return nobody
    const deal = bookOf('opportunity', event.data.opportunityId) as OpportunityBook | undefined // Sound: the fold of that name makes such books
    return deal?.told.find((each) => each.type === 'OpportunityOpened')?.data.accountId ?? nobody
  },
  initial: (accountId) => ({ accountId, demos: {}, deals: {} }),
  evolve: (book, event) => {
    // Nobody can be shown anything by a deal of no account.
    if (book.accountId === nobody) return book
    switch (event.type) {
      case 'ActivityRecorded': {
        const { activityId, kind, by } = event.data
        if (kind !== 'demo') return book
        const demo = { by, on: dayNumber(event.effectiveOn), setBy: event.position, isVoid: false }
        return { ...book, demos: { ...book.demos, [activityId]: demo } }
      }
      case 'ActivityVoided': {
        const demo = book.demos[event.data.activityId]
        if (demo === undefined) return book
        return { ...book, demos: { ...book.demos, [event.data.activityId]: { ...demo, isVoid: true } } }
      }
      case 'OpportunityOpened':
      case 'OpportunityWon':
      case 'OpportunityLost':
      case 'OpportunityReopened': {
        const { type, effectiveOn, data, position } = event
        const told = { type, effectiveOn, data, mark: position } as Told<bigint> // Sound: type and data of one event
        return { ...book, deals: { ...book.deals, [data.opportunityId]: [...(book.deals[data.opportunityId] ?? []), told] } }
      }
    }
  },
  isConcerned: ({ demos }, { kind, keys }) =>
    kind === 'account' || (kind === 'rep' && Object.values(demos).some(({ by }) => keys.includes(by))),
  document: null,
  // A demo is the customer's of its day, and so is a win; what an account wins itself is always a fruit of its own demos.
  together: (accountId, bookOf, reference) => {
    const parts = partsOf(reference, accountId).map((part) => ({ ...part, book: bookOf(part.accountId) }))
    const demos = parts.flatMap(({ from, until, book }) =>
      Object.entries(book.demos).filter(([, { on }]) => from <= on && on < until),
    )
    const joined = parts
      .filter((part) => part.accountId !== accountId)
      .flatMap(({ from, until, book }) => Object.values(book.deals).map((told) => ({ told, from, until })))
    return { ...bookOf(accountId), demos: Object.fromEntries(demos), joined }
  },
})

const nobody = ''

/** Days after a demo within which a win is taken for its fruit. M-53. */
const daysToWin = 180

/** Days over which a deal was won on one and the same day, by the events that began and ended them. */
type Win = {
  readonly wonOn: DayNumber
  readonly from: DayNumber
  readonly until: DayNumber
  readonly startedBy: bigint
  readonly endedBy: readonly bigint[]
}

/**
 * Each demo that a win of the account followed within 180 days, in the month of the demo, for who gave it: from the day of the win on, as
 * long as it stands. Several wins make it one.
 */
export const demoWinRows = ({ book, reference }: DemoView): readonly Contribution[] => {
  const joined = (book.joined ?? []).flatMap(({ told, from, until }) =>
    winsOf(told).filter(({ wonOn }) => from <= wonOn && wonOn < until),
  )
  const wins = [...Object.values(book.deals).flatMap(winsOf), ...joined]
  if (wins.length === 0) return []
  return Object.values(book.demos)
    .filter(({ isVoid }) => !isVoid)
    .flatMap((demo) => {
      const period = monthOfDay(reference, demo.on)
      if (period === null) return []
      const fruits = wins.filter(({ wonOn }) => demo.on <= wonOn && wonOn <= demo.on + daysToWin)
      const entities = entitiesOf(reference, demo, book.accountId)
      return turnsOf(fruits).flatMap(({ day, amount, because }) =>
        entities.map((entity) => ({
          ...{ cell: { entity, period }, from: day, until: null, amounts: [amount] },
          because: distinctPositions([demo.setBy, ...because]),
        })),
      )
    })
}

const entitiesOf = (reference: Reference, { by, on }: Demo, accountId: string): readonly RowEntity[] => [
  rowEntity('seat', by, teamOn(reference, by, on)),
  rowEntity('account', resolve(reference, accountId, on)),
]

/** The stretches over which a deal was won, by time. */
const winsOf = (told: readonly Told<bigint>[]): readonly Win[] => {
  const days = [...new Set(told.map(({ effectiveOn }) => effectiveOn))].sort()
  return days.flatMap((day, place) => {
    const ending = dealOn(told, day)?.ending
    if (ending?.type !== 'OpportunityWon') return []
    const next = days[place + 1]
    const endedBy = next === undefined ? [] : told.filter(({ effectiveOn }) => effectiveOn === next).map(({ mark }) => mark)
    const until = next === undefined ? forever : dayNumber(next)
    return [{ wonOn: dayNumber(ending.effectiveOn), from: dayNumber(day), until, startedBy: ending.mark, endedBy }]
  })
}

type Turn = { readonly day: DayNumber; readonly amount: 1n | -1n; readonly because: readonly bigint[] }

/** When the first of some wins begins to stand, and when the last of them no longer does. */
const turnsOf = (wins: readonly Win[]): readonly Turn[] => {
  const turns: Turn[] = []
  let last: Win | null = null
  for (const win of wins.toSorted((a, b) => a.from - b.from || a.until - b.until)) {
    if (last === null || last.until < win.from) {
      if (last !== null) turns.push({ day: last.until, amount: -1n, because: last.endedBy })
      turns.push({ day: win.from, amount: 1n, because: [win.startedBy] })
      last = win
    } else if (last.until < win.until) last = win
  }
  if (last !== null && last.until < forever) turns.push({ day: last.until, amount: -1n, because: last.endedBy })
  return turns
}

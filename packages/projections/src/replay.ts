import { byText } from '@daybook/domain'
import { type AccountBook, type AccountView, emptyBook, evolveAccount } from './account-book.ts'
import { type AccountEvent, accountsOf, isAccountEvent } from './account-event.ts'
import { accountOfPartition, accountPartition } from './account-partition.ts'
import type { Part, PartsOperand } from './calculation.ts'
import { type AnyKpi, formerKpis, kpis } from './catalogue.ts'
import { viewOf } from './customer.ts'
import { definitionOf } from './diff.ts'
import { type BookOf, viewedIn, viewsChangedIn } from './fold.ts'
import { folds, foldsOf } from './folds.ts'
import type { Contribution, DayNumber, RecordedEvent, Scope } from './kpi.ts'
import type { CellSelection } from './period-selection.ts'
import { everything } from './pieces.ts'
import { defaultSettings, emptyReference, evolveReference, isReferenceEvent, type Reference, type Settings } from './reference.ts'
import { forever } from './timeline.ts'

/** A book folded from raw events, from zero, with none of the ledger: the definition of every value, and what `verify` compares with. */
export type FoldedBook = {
  reference: Reference
  readonly accounts: Map<string, AccountBook>
  /** The books of small partitions, by the name of their fold and their own. */
  readonly folds: ReadonlyMap<string, Map<string, unknown>>
}

/** The fold of an empty log. */
export const emptyFold = (settings: Settings = defaultSettings): FoldedBook => ({
  reference: emptyReference(settings),
  accounts: new Map(),
  folds: new Map(folds.map(({ name }) => [name, new Map()])),
})

/**
 * Takes one more event into the folded book. What an account cannot apply, its book passes over, as its ledgers do: these mark the cells
 * that it concerns, and all others are as good as before.
 */
export const foldEvent = (book: FoldedBook, event: RecordedEvent): void => {
  if (isReferenceEvent(event)) book.reference = evolveReference(book.reference, event)
  else if (isAccountEvent(event)) {
    for (const accountId of accountsOf(event)) {
      const account = book.accounts.get(accountId) ?? emptyBook(accountId)
      const evolved = evolvedAccount(account, event, book.reference)
      if (evolved !== null) book.accounts.set(accountId, evolved)
    }
  }
  for (const fold of foldsOf(event)) {
    const partitions = book.folds.get(fold.name)
    const id = fold.idOf(event, booksOf(book))
    partitions?.set(id, fold.evolve(partitions.get(id) ?? fold.initial(id), event))
  }
}

/** The books of a folded book's small partitions. */
export const booksOf =
  ({ folds: books }: FoldedBook): BookOf =>
  (fold, id) =>
    books.get(fold)?.get(id)

/** Null when the event cannot be applied: it stands in the log in another shape than its schema's. */
const evolvedAccount = (account: AccountBook, event: AccountEvent, reference: Reference): AccountBook | null => {
  try {
    return evolveAccount(account, event, reference).book
  } catch {
    return null
  }
}

/** The book that the events make up, in position order. */
export const foldBook = (events: Iterable<RecordedEvent>, settings: Settings = defaultSettings): FoldedBook => {
  const book = emptyFold(settings)
  for (const event of events) foldEvent(book, event)
  return book
}

/** An account of a folded book as the customer that it is, with what it has absorbed. P-15. */
export const foldedView = ({ accounts, reference }: FoldedBook, accountId: string): AccountView =>
  viewOf(accountId, (id) => accounts.get(id) ?? emptyBook(id), reference)

/** The partitions of a folded book with all contributions of a KPI. */
export const foldedContributions = (book: FoldedBook, kpi: AnyKpi): ReadonlyMap<string, readonly Contribution[]> =>
  new Map(contributionsByPartition(book, kpi))

/** The same one by one, for who must not compute all of them at once. */
export function* contributionsByPartition(book: FoldedBook, kpi: AnyKpi): Generator<[string, readonly Contribution[]]> {
  const { reference } = book
  const contributions = kpi.contributions as (piece: unknown) => readonly Contribution[] // Sound: given what `fold` says
  if (kpi.fold === 'account') {
    for (const accountId of book.accounts.keys()) {
      const view = foldedView(book, accountId)
      yield [accountPartition(accountId), definitionOf(kpi, view, everything(view))]
    }
  }
  const fold = folds.find(({ name }) => name === kpi.fold)
  const partitions = book.folds.get(kpi.fold) ?? new Map<string, unknown>()
  if (fold === undefined) return
  const ids = new Set([...partitions.keys()].flatMap((id) => viewsChangedIn(fold, id, reference)))
  for (const id of ids) {
    const view = viewedIn(fold, id, { bookOf: (one) => partitions.get(one), reference })
    yield [`${kpi.fold}:${id}`, contributions(view)]
  }
}

/** One cell of a KPI, as `cellsOf` resolves it. */
export type FoldedCell = {
  readonly kpi: string
  readonly scope: Scope
  readonly entity: string | null
  readonly cells: CellSelection
}

/**
 * The value of a cell of a posted KPI: the contributions in force, added up. Amounts are ten-thousandths, counts whole numbers.
 *
 * A team's (the organisation's) plan of a month is its own where one is set, else the sum of its reps'.
 */
export const foldedValue = (book: FoldedBook, cell: FoldedCell, known?: ReadonlyMap<string, readonly Contribution[]>): bigint => {
  const kpi = [...kpis, ...formerKpis].find(({ name }) => name === cell.kpi)
  if (kpi === undefined) throw new Error(`no KPI ${cell.kpi} is posted`)
  const contributions = known ?? foldedContributions(book, kpi)
  if (kpi.kind !== 'plan') return summed(kpi, contributions, { cell, period: null })
  if (cell.cells.kind !== 'periods') return 0n
  const set = foldedContributions(book, kpis.find(({ name }) => name === kpi.set?.by) ?? kpi)
  return cell.cells.cells.reduce((total, { key }) => {
    const own = summed(kpi, set, { cell, period: key, own: true }) > 0n
    return total + summed(kpi, contributions, { cell, period: key, own })
  }, 0n)
}

/** Which sums are told apart: those of a posted KPI over some days. */
type FoldedSums = Pick<PartsOperand, 'kpi' | 'by' | 'from' | 'last' | 'isOfEveryone'> & Pick<FoldedCell, 'scope' | 'entity'>

/** The sums of a posted KPI by account, day or both, in the order of account and day; what nets to zero is left out. */
export const foldedParts = (book: FoldedBook, asked: FoldedSums): readonly Part[] => {
  const kpi = kpis.find(({ name }) => name === asked.kpi)
  if (kpi === undefined) throw new Error(`no KPI ${asked.kpi} is posted`)
  const cell = { ...asked, cells: { kind: 'days' as const, from: asked.from, until: asked.last + 1 } }
  const sums = new Map<string, Part>()
  const add = (partition: string, day: DayNumber, amount: bigint): void => {
    if (amount === 0n || day < asked.from || day > asked.last) return
    const account = asked.by === 'day' ? '' : (accountOfPartition(partition) ?? partition)
    const part = { account, day: asked.by === 'account' ? 0 : day }
    const key = `${part.day} ${account}`
    sums.set(key, { ...part, amount: (sums.get(key)?.amount ?? 0n) + amount })
  }
  for (const [partition, contributions] of foldedContributions(book, kpi)) {
    for (const contribution of contributions) {
      if (contribution.cell.period % 8 > 1 || !isOfWhom(kpi, { contribution, partition }, { ...asked, cell })) continue
      const amount = contribution.amounts[measureOf(kpi, contribution, asked.scope)] ?? 0n
      add(partition, contribution.from, amount)
      if (contribution.until !== null) add(partition, contribution.until, -amount)
    }
  }
  const byPlace = (a: Part, b: Part): number => byText(a.account, b.account) || a.day - b.day
  return [...sums.values()].filter(({ amount }) => amount !== 0n).sort(byPlace)
}

type Whose = { readonly contribution: Contribution; readonly partition: string }

const isOfWhom = (
  kpi: AnyKpi,
  at: Whose,
  { cell, isOfEveryone }: { readonly cell: FoldedCell; readonly isOfEveryone?: boolean },
) => (isOfEveryone === true ? at.contribution.cell.entity.scope === 'account' : isOf(kpi, at, { cell, period: null }))

type Summed = { readonly cell: FoldedCell; readonly period: number | null; readonly own?: boolean }

const summed = (kpi: AnyKpi, partitions: ReadonlyMap<string, readonly Contribution[]>, asked: Summed): bigint => {
  let total = 0n
  for (const [partition, contributions] of partitions) {
    for (const contribution of contributions) {
      if (isOf(kpi, { contribution, partition }, asked) && isInForce(contribution, asked)) {
        total += contribution.amounts[measureOf(kpi, contribution, asked.cell.scope)] ?? 0n
      }
    }
  }
  return total
}

const isOf = (
  kpi: AnyKpi,
  at: { readonly contribution: Contribution; readonly partition: string },
  { cell, own = false }: Summed,
): boolean => {
  const { scope, id, team } = at.contribution.cell.entity
  switch (cell.scope) {
    case 'rep':
      return scope === 'seat' && id === cell.entity
    case 'team':
      return own ? scope === 'team' && id === cell.entity : scope === 'seat' && team === cell.entity
    case 'org':
      return scope === (own ? 'org' : 'seat')
    case 'account':
      return kpi.unit === 'accounts'
        ? scope === 'seat' && at.partition === accountPartition(cell.entity ?? '')
        : scope === 'account' && id === cell.entity
    case 'industry':
    case 'territory':
    case 'family':
      return scope === cell.scope && id === cell.entity
  }
}

const measureOf = (kpi: AnyKpi, { cell }: Contribution, scope: Scope): number => {
  if (kpi.measure === 'amount' || cell.entity.scope !== 'seat') return 0
  return scope === 'rep' ? 0 : scope === 'team' ? 1 : 2
}

const isInForce = ({ cell, from, until }: Contribution, asked: Summed): boolean => {
  const { cells } = asked.cell
  if (cells.kind === 'buckets') return isWithin(cells, from, until)
  if (cells.kind === 'days') return false
  return cells.cells.some(
    ({ key, day }) => key === cell.period && (asked.period === null || asked.period === key) && isOn(day ?? forever, from, until),
  )
}

/** Of a stock what holds on the day, of a flow what began on one of the days; nothing in a flow of buckets ends. */
const isWithin = (
  { first, day }: Extract<CellSelection, { kind: 'buckets' }>,
  from: DayNumber,
  until: DayNumber | null,
): boolean => (first === null ? isOn(day, from, until) : first <= from && from <= day)

const isOn = (day: DayNumber, from: DayNumber, until: DayNumber | null): boolean => from <= day && (until === null || day < until)

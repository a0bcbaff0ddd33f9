import { setImmediate as turn } from 'node:timers/promises'
import { dayNumber, type Recorded } from '@daybook/domain'
import {
  type AnyKpi,
  type Contribution,
  contributionsByPartition,
  emptyFold,
  type FoldedBook,
  foldEvent,
  type Outcome,
  policyFor,
  type RowEntity,
  resolvePeriod,
} from '@daybook/projections'
import type { Cell } from './cell.ts'
import { directoryOf } from './directory.ts'
import { evaluate, inputsOf } from './formula.ts'
import { formulasOf, kpisOf, type RatioRules } from './formulas.ts'
import { type Input, Parts } from './input.ts'
import { isInCells } from './input-rows.ts'
import { pagesUntil } from './log-pages.ts'

/**
 * The value of a cell folded from the raw events up to a position, with none of the ledger: neither rows, nor totals, nor who has a
 * seat, nor the calendar are taken from it. The other side of every `verify`. `see` is shown each event on the way, with the
 * book before it.
 *
 * However long the log is, no more than a page of it is held, and others have their turn meanwhile.
 */
export const foldedOutcome = async (cell: Cell, position: bigint | null, see: See = () => {}): Promise<Outcome> => {
  const { measures, sources, at } = cell.view
  const book = emptyFold(sources.settings)
  for await (const page of pagesUntil(sources.log, position)) {
    for (const event of page) {
      see(event, book)
      foldEvent(book, event)
    }
  }
  const rules = { netOfCredits: policyFor(book.reference, 'order-size-basis', dayNumber(at.asOf)) === 'net-of-credits' }
  const contributions = await contributionsOf(book, cell, rules)
  const entities = [...contributions.values()].flatMap((partitions) => [...partitions.keys()])
  const directory = directoryOf(
    entities.filter(({ scope }) => scope === 'seat'),
    entities.filter(({ scope }) => scope === 'org'),
  )
  const period = resolvePeriod(cell.period.id, book.reference.calendar)
  const question = { scope: cell.scope, entity: cell.entity, period: period.ok ? period.value : cell.period }
  const setting = { measures, directory, rules, reference: book.reference, asOf: at.asOf }
  const formula = formulasOf(setting).of(cell.measure, question)
  if (!formula.ok) throw new Error(`${cell.measure.name} has no cell of ${cell.scope} in ${question.period.id}`)
  const found = new Map(inputsOf(formula.value).map((input) => [input, summed(input, contributions)]))
  return evaluate(formula.value, {
    get: (input) => found.get(input)?.total,
    parts: (input) => found.get(input)?.list() ?? [],
  })
}

type See = (event: Recorded, before: FoldedBook) => void

/** Contributions of each KPI by row entity, each with the partition it comes from. */
type Contributions = ReadonlyMap<string, ReadonlyMap<RowEntity, readonly FromPartition[]>>
type FromPartition = { readonly partition: string; readonly contribution: Contribution }

const contributionsOf = async (book: FoldedBook, { measure, view }: Cell, rules: RatioRules): Promise<Contributions> => {
  const found = new Map<string, ReadonlyMap<RowEntity, readonly FromPartition[]>>()
  for (const kpi of kpisOf(view.measures, measure, rules)) found.set(kpi.name, await byEntity(book, kpi))
  return found
}

const byEntity = async (book: FoldedBook, kpi: AnyKpi): Promise<ReadonlyMap<RowEntity, readonly FromPartition[]>> => {
  const found = new Map<RowEntity, FromPartition[]>()
  let count = 0
  for (const [partition, contributions] of contributionsByPartition(book, kpi)) {
    for (const contribution of contributions) {
      const list = found.get(contribution.cell.entity) ?? []
      list.push({ partition, contribution })
      found.set(contribution.cell.entity, list)
    }
    count += 1
    if (count % partitionsAtATime === 0) await turn()
  }
  return found
}

const partitionsAtATime = 200

/** What is in force in the cells of an input, added up and told apart. */
const summed = (input: Input, contributions: Contributions): Parts => {
  const known = contributions.get(input.kpi.name) ?? new Map<RowEntity, readonly FromPartition[]>()
  const everyone = [...known.keys()].filter(({ scope }) => scope === 'account')
  const sum = new Parts(input.by ?? 'day')
  for (const entity of input.rows.isOfEveryone === true ? everyone : input.rows.entities) {
    const own = (known.get(entity) ?? []).filter(({ partition }) => (input.rows.partition ?? partition) === partition)
    for (const { partition, contribution } of own) addCounted(sum, input, { partition, contribution })
  }
  return sum
}

/** What is told apart by days counts on the day on which it begins, and again on the one on which it ends. */
const addCounted = (sum: Parts, input: Input, { partition, contribution }: FromPartition): void => {
  const { cells } = input
  const { cell, from, until } = contribution
  const amount = amountAt(input, contribution)
  if (cells.kind !== 'days') {
    if (isCounted(input, contribution)) sum.add({ partition, day: from }, amount)
    return
  }
  if (isInCells(input, { period: cell.period, day: from })) sum.add({ partition, day: from }, amount)
  if (until !== null && isInCells(input, { period: cell.period, day: until })) sum.add({ partition, day: until }, -amount)
}

/** A count has three amounts at a seat: for the rep, for his team, for the organisation. */
const amountAt = ({ place }: Input, { amounts }: Contribution): bigint => amounts[amounts.length > 1 ? place : 0] ?? 0n

const isCounted = ({ cells }: Input, { cell, from, until }: Contribution): boolean => {
  if (cells.kind === 'days') return false
  if (cells.kind === 'buckets')
    return cells.first === null ? isOn(cells.day, from, until) : cells.first <= from && from <= cells.day
  return cells.cells.some(({ key, day }) => key === cell.period && (day === null ? until === null : isOn(day, from, until)))
}

const isOn = (day: number, from: number, until: number | null): boolean => from <= day && (until === null || day < until)

import { setImmediate as turn } from 'node:timers/promises'
import { dayNumber, type Recorded } from '@daybook/domain'
import {
  type AnyKpi,
  type Contribution,
  contributionsByPartition,
  emptyFold,
  type FoldedBook,
  foldEvent,
  policyFor,
  type RowEntity,
  resolvePeriod,
} from '@daybook/projections'
import type { Cell } from './cell.ts'
import { directoryOf } from './directory.ts'
import { evaluate, inputsOf } from './formula.ts'
import { formulasOf, numeratorOf, type RatioRules } from './formulas.ts'
import type { Input } from './input.ts'
import { pagesUntil } from './log-pages.ts'
import { isRatio, type Outcome } from './outcome.ts'

/**
 * The value of a cell folded from the raw events up to a position, with none of the ledger: neither rows, nor totals, nor who has a
 * seat, nor the calendar are taken from it. The other side of every `verify`. `see` is shown each event on the way.
 *
 * However long the log is, no more than a page of it is held, and others have their turn meanwhile.
 */
export const foldedOutcome = async (cell: Cell, position: bigint | null, see: See = () => {}): Promise<Outcome> => {
  const { measures, sources, at } = cell.view
  const book = emptyFold(sources.settings)
  for await (const page of pagesUntil(sources.log, position)) {
    for (const event of page) {
      see(event)
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
  const formula = formulasOf({ measures, directory, rules, asOf: at.asOf }).of(cell.measure, question)
  if (!formula.ok) throw new Error(`${cell.measure.name} has no cell of ${cell.scope} in ${question.period.id}`)
  return evaluate(formula.value, new Map(inputsOf(formula.value).map((input) => [input, summed(input, contributions)])))
}

type See = (event: Recorded) => void

/** Contributions of each KPI by row entity, each with the partition it comes from. */
type Contributions = ReadonlyMap<string, ReadonlyMap<RowEntity, readonly FromPartition[]>>
type FromPartition = { readonly partition: string; readonly contribution: Contribution }

const contributionsOf = async (book: FoldedBook, { measure, view }: Cell, rules: RatioRules): Promise<Contributions> => {
  const names = isRatio(measure) ? [numeratorOf(measure, rules), measure.denominator] : [measure.name]
  const trailing = view.measures.kpis.filter(({ trailingOf = '' }) => names.includes(trailingOf)).map(({ name }) => name)
  const all = [...names, ...trailing, ...(names.includes('quota') ? ['quota-set'] : [])]
  const found = new Map<string, ReadonlyMap<RowEntity, readonly FromPartition[]>>()
  for (const name of all)
    found.set(name, await byEntity(book, view.measures.kpis.find((kpi) => kpi.name === name) ?? unposted(name)))
  return found
}

const unposted = (name: string): never => {
  throw new Error(`no KPI ${name} is posted`)
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

/** What is in force in the cells of an input, added up. */
const summed = (input: Input, contributions: Contributions): bigint => {
  const entities = contributions.get(input.kpi.name)
  let sum = 0n
  for (const entity of input.rows.entities) {
    const own = (entities?.get(entity) ?? []).filter(({ partition }) => (input.rows.partition ?? partition) === partition)
    for (const { contribution } of own) if (isCounted(input, contribution)) sum += amountAt(input, contribution)
  }
  return sum
}

/** A count has three amounts at a seat: for the rep, for his team, for the organisation. */
const amountAt = ({ place }: Input, { amounts }: Contribution): bigint => amounts[amounts.length > 1 ? place : 0] ?? 0n

const isCounted = ({ cells }: Input, { cell, from, until }: Contribution): boolean => {
  if (cells.kind === 'buckets')
    return cells.first === null ? isOn(cells.day, from, until) : cells.first <= from && from <= cells.day
  return cells.cells.some(({ key, day }) => key === cell.period && (day === null ? until === null : isOn(day, from, until)))
}

const isOn = (day: number, from: number, until: number | null): boolean => from <= day && (until === null || day < until)

import type { Day } from '@daybook/domain'
import {
  calculations,
  derived,
  type Found,
  foldedParts,
  isOfParts,
  isSameOutcome,
  kpis,
  type Operands,
  type Outcome,
  type Part,
  type PartsOperand,
  resolvePeriod,
  type Scope,
} from '@daybook/projections'
import type { Answers, AskedCell, Explanation, FormulaInput, Replay, ValueRow } from '@daybook/read-model'
import type { FoldedAt } from './probed-book.ts'
import { unitsOf, unitsTogether } from './shown-units.ts'

/** A cell at a pair of times, in a book that answers and, folded from its raw events, at the same position. */
export type CellAt = {
  readonly answers: Answers
  readonly folded: FoldedAt
  readonly asked: AskedCell
  readonly at: { readonly asOf: Day; readonly position: bigint }
}

type Value = Pick<ValueRow, 'value' | 'reason' | 'exact'>
type TwoSided = Extract<Explanation['formula'], { left: FormulaInput }>
type Calculated = Extract<Explanation['formula'], { op: 'calculate' }>

/** Small enough that explanations and replays have several pages. */
const [linesAPage, stepsAPage] = [40, 60]

/**
 * What is wrong with the explanation of a cell, in words: whether its lines, read page by page, add up to its value, its formula filled in
 * comes to it, each input is what its own cell says, and the steps lead to it one by one.
 */
export const problemsOf = async (cell: CellAt): Promise<readonly string[]> => {
  const [served, explained, steps] = await Promise.all([servedIn(cell), explanationOf(cell), stepsOf(cell)])
  return [
    ...(isSameValue(explained.whole, served) ? [] : [`explained as ${said(explained.whole)}, served as ${said(served)}`]),
    ...problemsOfLines(explained),
    ...(await problemsOfFormula(cell, explained.whole)),
    ...problemsOfSteps(steps, served),
  ]
}

const said = (value: unknown): string => JSON.stringify(value)

const isSameValue = (a: Value, b: Value): boolean =>
  a.value === b.value && a.reason === b.reason && a.exact?.num === b.exact?.num && a.exact?.den === b.exact?.den

/** The value that is answered for a cell. */
const servedIn = async ({ answers, asked, at }: CellAt): Promise<Value> => {
  const { kpi, scope, entity, period } = asked
  const answer = await answers.values({ kpi, scope, entities: entity === null ? null : [entity], periods: [period ?? ''] }, at)
  const row = answer.ok ? answer.value.rows[0] : undefined
  if (row === undefined) throw new Error(`${said(asked)} has no value: ${said(answer)}`)
  return row
}

type Explained = { readonly whole: Explanation; readonly lines: Explanation['entries'] }

const explanationOf = async ({ answers, asked, at }: CellAt): Promise<Explained> => {
  const lines: Explanation['entries'][number][] = []
  let whole: Explanation | null = null
  for (let offset: number | null = 0; offset !== null; ) {
    const page = await answers.explain(asked, at, { offset, limit: linesAPage })
    if (!page.ok) throw new Error(`${said(asked)} is not explained: ${said(page.refusal)}`)
    whole ??= page.value
    lines.push(...page.value.entries)
    offset = page.value.nextOffset
  }
  if (whole === null) throw new Error('an explanation without a page')
  return { whole, lines }
}

const problemsOfLines = ({ whole, lines }: Explained): readonly string[] => {
  const { value, byReason, entriesTotal } = whole
  const last = lines.at(-1)
  if (lines.length !== entriesTotal) return [`${lines.length} lines on its pages, ${entriesTotal} in all`]
  if (last === undefined) return []
  const sums = [unitsTogether(lines.map(({ delta }) => delta)), unitsOf(last.total), unitsTogether(Object.values(byReason))]
  return sums.every((sum) => sum === unitsOf(value)) ? [] : [`its lines, last total and reasons are ${sums}, its value ${value}`]
}

const problemsOfFormula = async (cell: CellAt, whole: Explanation): Promise<readonly string[]> => {
  const { formula } = whole
  switch (formula.op) {
    case 'sum':
      return 'terms' in formula ? problemsOfTerms(cell, formula.terms, whole) : []
    case 'divide':
    case 'subtract':
      return problemsOfSides(cell, formula, whole)
    case 'calculate':
      return problemsOfCalculation(cell, formula, whole)
  }
}

/** Months without a value are left out; where none has one, there is none. */
const problemsOfTerms = async (cell: CellAt, terms: readonly FormulaInput[], whole: Explanation): Promise<readonly string[]> => {
  const sum = unitsTogether(terms.map(({ value }) => value))
  const isNone = terms.every(({ value }) => value === null)
  const problem = isNone === (whole.value === null) && sum === unitsOf(whole.value) ? [] : [`its terms come to ${sum}`]
  return [...problem, ...(await problemsOfInputs(cell, terms))]
}

/** What the cell of each input says is what stands in the formula. */
const problemsOfInputs = async (cell: CellAt, inputs: readonly FormulaInput[]): Promise<readonly string[]> => {
  const problems: string[] = []
  for (const input of inputs) {
    const own = await servedIn({ ...cell, ...linked(input.explain) })
    if (own.value !== input.value) problems.push(`its input ${said(input)} is ${said(own)} by itself`)
  }
  return problems
}

/** The cell and the two times of a link. */
const linked = (href: string): Pick<CellAt, 'asked' | 'at'> => {
  const { pathname, searchParams } = new URL(href, 'http://daybook')
  const given = (name: string): string => searchParams.get(name) ?? ''
  const kpi = decodeURIComponent(pathname.split('/')[3] ?? '')
  const scope = given('scope') as Scope // Sound: the link names one
  const position = BigInt(given('knownAt').replace('position:', ''))
  return {
    asked: { kpi, scope, entity: searchParams.get('entity'), period: given('period') },
    at: { asOf: given('asOf') as Day, position }, // Sound: as the scope
  }
}

/** The sides of a matched comparison leave owners out, so that they are no cells of their own. P-17. */
const problemsOfSides = async (cell: CellAt, formula: TwoSided, whole: Explanation): Promise<readonly string[]> => {
  const { left, right, op } = formula
  const [a, b] = [left, right].map((side) => amountOf(side.kpi, side))
  const inputs = formula.matched === undefined ? await problemsOfInputs(cell, [left, right]) : []
  if (a === undefined || b === undefined || whole.value === null) return inputs
  const comes: Outcome = op === 'divide' ? { kind: 'quotient', num: a, den: b } : { kind: 'amount', amount: a - b }
  return isOutcome(cell.asked.kpi, comes, whole) ? inputs : [...inputs, `its sides are ${left.value} and ${right.value}`]
}

const amountOf = (kpi: string, value: Value): bigint => {
  const outcome = outcomeOf(kpi, value)
  return outcome.kind === 'amount' ? outcome.amount : 0n
}

const problemsOfCalculation = async (cell: CellAt, formula: Calculated, whole: Explanation): Promise<readonly string[]> => {
  const { asked, at, folded } = cell
  const calculation = calculations.find(({ name }) => name === asked.kpi)
  const period = resolvePeriod(asked.period ?? '', folded.calendar)
  if (calculation === undefined || !period.ok) throw new Error(`${said(asked)} is no calculation`)
  const { scope, entity } = asked
  const question = { scope, entity, period: period.value, asOf: at.asOf, reference: folded.book.reference }
  const operands = calculation.operands(question)
  const parts = partsOf(folded, operands, { scope, entity })
  // What only one partition has posted is no cell of its own.
  const ofCells = formula.operands.filter(({ name }) => operands[name]?.partition === undefined && !parts.has(name))
  const found = new Map(formula.operands.map((operand) => [operand.name, outcomeOf(operand.kpi, operand)]))
  for (const { name, kpi, explain } of ofCells) found.set(name, outcomeOf(kpi, await servedIn({ ...cell, ...linked(explain) })))
  for (const [name, list] of parts) found.set(name, { kind: 'amount', amount: sumOf(list) })
  const comes = calculation.compute(foundIn(found, parts), question)
  return [
    ...formula.operands.flatMap((operand) => problemsOfParts(operand, parts.get(operand.name))),
    ...(isOutcome(asked.kpi, comes, whole) ? [] : [`its operands come to ${outcomeText(comes)}, not ${said(whole.value)}`]),
    ...(await problemsOfInputs(cell, ofCells)),
  ]
}

type Whose = { readonly scope: Scope; readonly entity: string | null }

/** The sums that a calculation has told apart, folded from the raw events. */
const partsOf = (folded: FoldedAt, operands: Operands, whose: Whose): ReadonlyMap<string, readonly Part[]> =>
  new Map(
    Object.entries(operands).flatMap(([name, operand]) =>
      isOfParts(operand) ? [[name, foldedParts(ofPartition(folded, operand), { ...whose, ...operand })] as const] : [],
    ),
  )

const sumOf = (parts: readonly Part[]): bigint => parts.reduce((sum, { amount }) => sum + amount, 0n)

const foundIn = (outcomes: ReadonlyMap<string, Outcome>, parts: ReadonlyMap<string, readonly Part[]>): Found => {
  const of = (name: string): Outcome => {
    const outcome = outcomes.get(name)
    if (outcome === undefined) throw new Error(`${name} is not among the operands that are shown`)
    return outcome
  }
  const amount = (name: string): bigint => {
    const outcome = of(name)
    return outcome.kind === 'amount' ? outcome.amount : 0n
  }
  return { of, amount, parts: (name) => parts.get(name) ?? [] }
}

const problemsOfParts = (told: Calculated['operands'][number], parts: readonly Part[] | undefined): readonly string[] => {
  if (parts === undefined || (told.parts === parts.length && amountOf(told.kpi, told) === sumOf(parts))) return []
  return [`its operand is told as ${said(told)}, folded it has ${parts.length} parts that come to ${sumOf(parts)}`]
}

const outcomeText = (outcome: Outcome): string => Object.values(outcome).join(' ')

/** The book with only the small partition that an operand names, where it names one. */
const ofPartition = ({ book }: FoldedAt, { partition }: PartsOperand): FoldedAt['book'] => {
  if (partition === undefined) return book
  const folds = [...book.folds].map(
    ([name, books]) => [name, new Map([...books].filter(([id]) => `${name}:${id}` === partition))] as const,
  )
  return { ...book, accounts: new Map(), folds: new Map(folds) }
}

const unitOf = (name: string): string => [...kpis, ...derived].find((measure) => measure.name === name)?.unit ?? ''

const [tenThousandths, sameNumber] = [10_000n, 1e-4]

/** A value as answers show it, as what it is. */
const outcomeOf = (kpi: string, { value, reason, exact }: Value): Outcome => {
  const unit = unitOf(kpi)
  if (value === null) return { kind: 'none', reason: reason ?? '' }
  if (exact !== undefined) {
    const [num, den] = [BigInt(exact.num), BigInt(exact.den)]
    if (unit === 'money') return { kind: 'quotient', num: num * tenThousandths, den }
    return kpis.some(({ name }) => name === kpi)
      ? { kind: 'amount', amount: (num * tenThousandths) / den }
      : { kind: 'quotient', num, den }
  }
  if (unit === 'money' || typeof value === 'number') return { kind: 'amount', amount: unitsOf(value) }
  return { kind: 'number', value: Number(value) }
}

/** Whether a value is what an outcome is shown as. What no fraction holds is rounded. */
const isOutcome = (kpi: string, comes: Outcome, shown: Value): boolean => {
  const outcome = outcomeOf(kpi, shown)
  if (outcome.kind !== 'number') return isSameOutcome(comes, outcome)
  const number =
    comes.kind === 'number' ? comes.value : comes.kind === 'quotient' ? Number(comes.num) / Number(comes.den) : Number.NaN
  const rounded = unitOf(kpi) === 'days' ? 0.05 : sameNumber
  return Math.abs(number - outcome.value) <= rounded
}

const stepsOf = async ({ answers, asked, at }: CellAt): Promise<Replay['steps']> => {
  const steps: Replay['steps'][number][] = []
  for (let offset: number | null = 0; offset !== null; ) {
    const page = await answers.replay(asked, at, { offset, limit: stepsAPage })
    if (!page.ok) throw new Error(`${said(asked)} is not replayed: ${said(page.refusal)}`)
    steps.push(...page.value.steps)
    offset = page.value.nextOffset
  }
  return steps
}

const problemsOfSteps = (steps: Replay['steps'], { value, reason }: Value): readonly string[] => {
  const last = steps.at(-1)
  const end = reason === undefined ? value : { value, reason }
  const gap = steps.find(({ valueBefore }, place) => place > 0 && said(valueBefore) !== said(steps[place - 1]?.valueAfter))
  const wrong = steps.find(({ inputBefore, delta, inputAfter }) => unitsOf(inputBefore) + unitsOf(delta) !== unitsOf(inputAfter))
  return [
    ...(last === undefined || said(last.valueAfter) === said(end) ? [] : [`its steps lead to ${said(last.valueAfter)}`]),
    ...(gap === undefined ? [] : [`its step ${said(gap)} begins where none ended`]),
    ...(wrong === undefined ? [] : [`its step ${said(wrong)} does not add up`]),
  ]
}

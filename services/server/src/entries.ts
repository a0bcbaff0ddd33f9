import { z } from 'zod'
import { figure } from './figures.ts'
import { type Column, type Terminal, table } from './terminal.ts'

/** A value as answers show it. */
export const Shown = z.union([z.string(), z.number(), z.null()])
type Shown = z.infer<typeof Shown>

const EventText = z.looseObject({
  eventId: z.string(),
  type: z.string(),
  source: z.string(),
  id: z.string(),
  recordedAt: z.string(),
})

/** One line of an explanation or a difference, as far as it is shown. */
export const EntryLine = z.looseObject({
  position: z.string(),
  day: z.string(),
  delta: Shown,
  total: Shown.optional(),
  reason: z.string(),
  causedBy: EventText,
  entries: z.number().optional(),
  side: z.string().optional(),
})
export type EntryLine = z.infer<typeof EntryLine>

const FormulaInput = z.looseObject({ kpi: z.string(), period: z.string(), value: Shown, reason: z.string().optional() })

const Operand = z.looseObject({
  ...FormulaInput.shape,
  name: z.string(),
  scope: z.string(),
  entity: z.string().nullable(),
  parts: z.number().optional(),
  explain: z.string(),
})
type Operand = z.infer<typeof Operand>

const Calculation = z.looseObject({
  op: z.literal('calculate'),
  formula: z.string(),
  operands: z.array(Operand),
  notes: z.record(z.string(), z.string()).optional(),
  result: Shown,
})

/** A formula with its inputs filled in. */
export const FormulaText = z.union([
  Calculation,
  z.looseObject({
    op: z.enum(['sum', 'divide', 'subtract']),
    result: Shown,
    left: FormulaInput.optional(),
    right: FormulaInput.optional(),
    terms: z.array(FormulaInput).optional(),
  }),
])
export type FormulaText = z.infer<typeof FormulaText>

/** Whether a formula is a calculation, whose operands have names of their own. */
export const isCalculation = (formula: FormulaText): formula is z.infer<typeof Calculation> => formula.op === 'calculate'

/** The operands of a calculation, a line each: as the formula names it, then the cell that it is, or the sum told apart. */
const operandLine = ({ name, kpi, scope, entity, period, value, reason, parts }: Operand): string => {
  const cell = [kpi, scope, entity, period].filter((part) => part !== null).join(' ')
  return `  ${name}: ${cell} ${plain(value, reason)}${parts === undefined ? '' : `, in ${parts} parts`}`
}

/** A formula as a sentence. @example 'net-sales 5,100.00 ÷ quota 5,500.00 = 92.73 %' */
export const formulaSentence = (formula: FormulaText, unit: string): string => {
  if (isCalculation(formula)) return calculationSentence(formula, unit)
  const { op, left, right, terms, result } = formula
  const named = ({ kpi, value, reason }: z.infer<typeof FormulaInput>): string => `${kpi} ${plain(value, reason)}`
  if (left && right) return `${named(left)} ${op === 'divide' ? '÷' : '−'} ${named(right)} = ${figure(result, unit)}`
  if (terms)
    return `${terms.map(({ period, value, reason }) => `${period} ${figure(value, unit, reason)}`).join(' + ')} = ${figure(result, unit)}`
  return 'the sum of its entries'
}

const calculationSentence = ({ formula, operands, notes = {}, result }: z.infer<typeof Calculation>, unit: string): string =>
  [
    `${formula}${result === null ? '' : ` = ${figure(result, unit)}`}`,
    ...operands.map(operandLine),
    ...Object.entries(notes).map(([name, text]) => `  ${name}: ${text}`),
  ].join('\n')

/** Inputs of a ratio have units of their own: money by its decimals, counts as they are. */
const plain = (value: Shown, reason?: string): string => figure(value, 'input', reason)

/** Entries as a table: the event that made each, by the identity it came with; running totals where there are any. */
export const entryTable = (terminal: Terminal, entries: readonly EntryLine[], unit: string): string => {
  // What is divided is no ratio itself: the entries are those of both sides.
  const unitOfEntries = unit === 'ratio' ? 'input' : unit
  const totals = entries.some(({ total }) => total !== undefined)
  const columns: readonly Column[] = [
    { title: 'position', align: 'right' },
    { title: 'day' },
    { title: 'delta', align: 'right' },
    ...(totals ? [{ title: 'total', align: 'right' } as const] : []),
    { title: 'reason' },
    { title: 'because of' },
    { title: 'recorded' },
  ]
  const rows = entries.map((entry) => [
    entry.position,
    shownDay(entry.day),
    signed(figure(entry.delta, unitOfEntries)),
    ...(totals ? [figure(entry.total ?? null, unitOfEntries)] : []),
    entry.reason,
    ...eventCells(entry),
  ])
  return table(terminal, columns, rows)
}

const eventCells = ({ causedBy, entries }: EntryLine): readonly string[] => {
  const folded = entries === undefined ? '' : `, ${entries} entries that cancel each other out`
  return [`${causedBy.type} ${causedBy.id}${folded}`, minute(causedBy.recordedAt)]
}

/** An amount as it is shown, with its sign, also when it is positive. @example signed('1,000.00') // '+1,000.00' */
export const signed = (shown: string): string => (/^\d/.test(shown) ? `+${shown}` : shown)

/** A business day; plans are dated at the beginning of time, which says nothing to a reader. */
export const shownDay = (day: string): string => (day === '0001-01-01' ? '–' : day)

/** An instant to the minute. @example minute('2025-03-04T09:00:00Z') // '2025-03-04 09:00' */
export const minute = (instant: string): string => instant.slice(0, 16).replace('T', ' ')

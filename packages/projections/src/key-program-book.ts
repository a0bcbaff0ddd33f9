import { amountOf, convertAt, type DomainEvent, dayNumber, dayOf, distinctPositions, rateFor } from '@daybook/domain'
import { type KeyProgramDocument, keyProgram } from './documents/key-program.ts'
import { defineFold, type FoldView } from './fold.ts'
import { atCustomer } from './held-rows.ts'
import { type KeyProgram, programOn, type ToldOfProgram } from './key-program.ts'
import type { Contribution, DayNumber, RecordedEvent } from './kpi.ts'
import { legOf } from './presence.ts'
import { bucketKey, currencyOf, policyFor, type Reference } from './reference.ts'

/** What was told of one key program, in the order of recording, by position. */
export type KeyProgramBook = { readonly told: readonly ToldOfProgram<bigint>[] }

export type KeyProgramView = FoldView<KeyProgramBook>

const programReads = [
  'KeyProgramOpened',
  'KeyProgramUpdated',
  'KeyProgramClosed',
] as const satisfies readonly DomainEvent['type'][]

export type RecordedProgramEvent = Extract<RecordedEvent, { type: (typeof programReads)[number] }>

/** A key program, by itself. M-56. */
export const keyProgramFold = defineFold<KeyProgramBook, RecordedProgramEvent, KeyProgramDocument>({
  name: 'key-program',
  reads: programReads,
  idOf: ({ data }) => data.programId,
  initial: () => ({ told: [] }),
  evolve: ({ told }, { type, effectiveOn, data, position }) => ({
    told: [...told, { type, effectiveOn, data, mark: position } as ToldOfProgram<bigint>], // Sound: type and data of one event
  }),
  isConcerned: ({ told }, { kind, keys }) =>
    kind === 'account' ||
    (kind === 'currency' &&
      told.some(({ data }) => 'currency' in data && data.currency !== undefined && keys.includes(data.currency))),
  document: keyProgram,
})

/**
 * What a key program is worth in the reporting currency, at the rate of the day on which its amount was told; null where nobody has said
 * so, or no rate converts it. P-08.
 */
export const programValue = <Mark>({ worth }: Pick<KeyProgram<Mark>, 'worth'>, reference: Reference): bigint | null => {
  if (worth === null) return null
  const { amount, currency, toldOn: day } = worth
  const rule = policyFor(reference, 'fx-rule', dayNumber(day))
  const found = rateFor(reference.rates, { from: currency, to: currencyOf(reference), day, rule, calendar: reference.calendar })
  return found === null ? null : convertAt(amountOf(amount), found.rate)
}

/**
 * The contributions of a key program while it is open, at its account: on each day on which something was told of it, by how much it counts
 * for more or less than the day before.
 */
export const programRows = (
  { book: { told }, reference }: KeyProgramView,
  amountIn: (program: KeyProgram<bigint>) => bigint,
): readonly Contribution[] => {
  const opened = told.find((each) => each.type === 'KeyProgramOpened')
  if (opened === undefined) return []
  const entities = atCustomer(reference, opened.data.accountId, dayNumber(opened.effectiveOn))
  const rows: Contribution[] = []
  let before = 0n
  for (const day of turnsOf(told, dayNumber(opened.effectiveOn))) {
    const program = programOn(told, dayOf(day))
    const amount = program === null || program.closed !== null ? 0n : amountIn(program)
    const because = program === null ? [] : causesOf(program)
    const at = { day, period: bucketKey(day), because }
    if (amount !== before) rows.push(...entities.map((entity) => legOf(at, entity, [amount - before])))
    before = amount
  }
  return rows
}

/** The days on which the program may have become another, by time. */
const turnsOf = (told: KeyProgramBook['told'], from: DayNumber): readonly DayNumber[] =>
  [...new Set(told.map(({ effectiveOn }) => Math.max(from, dayNumber(effectiveOn))))].sort((a, b) => a - b)

/** What opened the program, what it is worth by, and what closed it. */
const causesOf = ({ opened, worth, closed }: KeyProgram<bigint>): readonly bigint[] => {
  const causes = [opened.mark, ...(worth === null ? [] : [worth.by]), ...(closed === null ? [] : [closed.mark])]
  return distinctPositions(causes)
}

/** Descriptions that the KPIs of key programs have in common. */
export const keyProgramKpi = {
  version: 1,
  kind: 'stock',
  view: 'book',
  ledger: 'key-programs',
  measure: 'amount',
  scopes: ['org', 'account'],
  grain: [],
  fold: 'key-program',
  per: 'whole',
} as const

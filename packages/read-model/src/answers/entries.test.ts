import type { Day } from '@daybook/domain'
import { dayOf } from '@daybook/domain'
import { describe, expect, test } from 'vitest'
import { backdated, openBook, workedExample } from '../../../../tests/books/worked-example.ts'
import { References } from './book-reference.ts'
import { solve } from './cell.ts'
import { entriesOf } from './entries.ts'
import { inputsOf } from './formula.ts'
import { type AskedCell, openCell } from './question.ts'
import type { Sources } from './sources.ts'
import { openView } from './view.ts'

const ids = [...workedExample, backdated].map(({ id }) => id)

/** The entries of a cell as the specification's tables list them: amounts in whole units. */
const entriesIn = async (sources: Sources, asked: AskedCell, position: bigint) => {
  const reference = await new References(sources.readModel).at(position)
  const view = await openView(sources, { asOf: '2026-12-31' as Day, position }, reference)
  const cell = openCell(view, asked)
  if (!cell.ok) throw new Error(cell.refusal.code)
  const solved = await solve(cell.value)
  const scale = solved.measure.unit === 'money' ? 10_000n : 1n
  const entries = await entriesOf(sources.readModel, inputsOf(solved.formula)[0]!, { position })
  return entries.map(({ position: at, ord, day, delta, total, reason, because }) =>
    [at, ord, dayOf(day).slice(5), delta / scale, total / scale, reason, because.map((each) => ids[Number(each)]).join(' ')].join(
      ' | ',
    ),
  )
}

const example = await openBook(workedExample)

describe('net sales of February, entry by entry', () => {
  const asked = (entity: string | null): AskedCell => ({
    kpi: 'net-sales',
    scope: entity === null ? 'org' : 'rep',
    entity,
    period: '2025-02',
  })

  test('of the organisation', async () => {
    expect(await entriesIn(example, asked(null), 25n)).toEqual([
      '14 | 0 | 02-08 | 1000 | 1000 | order | as-A1 O10',
      '15 | 0 | 02-11 | -1050 | -50 | credit-note | as-A4 O09 C01',
      '16 | 0 | 02-14 | 300 | 250 | order | as-A5 O11',
      '17 | 0 | 02-25 | 250 | 500 | order | as-A5 O12',
      '20 | 0 | 02-08 | -1000 | -500 | correction | as-A1 O10',
      '20 | 1 | 02-08 | 1100 | 600 | correction | as-A1 O10 O10c',
    ])
  })

  test('of the rep who made the sale, and of the one whose sale came back', async () => {
    expect(await entriesIn(example, asked('R1'), 25n)).toEqual([
      '14 | 0 | 02-08 | 1000 | 1000 | order | as-A1 O10',
      '20 | 0 | 02-08 | -1000 | 0 | correction | as-A1 O10',
      '20 | 1 | 02-08 | 1100 | 1100 | correction | as-A1 O10 O10c',
    ])
    expect(await entriesIn(example, asked('R3'), 16n)).toEqual([
      '15 | 0 | 02-11 | -1050 | -1050 | credit-note | as-A4 O09 C01',
      '16 | 0 | 02-14 | 300 | -750 | order | as-A5 O11',
    ])
  })
})

test('an account that already counts posts nothing, and counts once for the organisation', async () => {
  const buying = (scope: 'org' | 'rep', entity: string | null, period: string) =>
    entriesIn(example, { kpi: 'buying-accounts', scope, entity, period }, 25n)
  expect((await buying('org', null, '2025-02')).map((line) => line.slice(0, 2))).toEqual(['14', '16'])
  expect((await buying('org', null, '2025-03')).map((line) => line.slice(0, 2))).toEqual(['18', '22', '23'])
  expect((await buying('rep', 'R2', '2025-03')).map((line) => line.slice(0, 2))).toEqual(['18', '25'])
})

test('what becomes overdue is dated ahead and taken back when the account buys', async () => {
  expect(await entriesIn(example, { kpi: 'overdue-buyers', scope: 'rep', entity: 'R1', period: '2025-12' }, 23n)).toEqual([
    '10 | 0 | 02-18 | 1 | 1 | became-overdue | O01 O02 O03 O07',
    '14 | 0 | 02-18 | -1 | 0 | bought | O01 O02 O03 O07',
    '14 | 0 | 03-20 | 1 | 1 | became-overdue | O01 O02 O03 O07 O10',
    '23 | 0 | 03-20 | -1 | 0 | bought | O01 O02 O03 O07 O10',
    '23 | 0 | 04-21 | 1 | 1 | became-overdue | O01 O02 O03 O07 O10 O15',
  ])
})

describe('a backdated reassignment', async () => {
  const book = await openBook([...workedExample, backdated])
  const posted = async (kpi: string, entity: string | null) => {
    const asked = { kpi, scope: entity === null ? ('org' as const) : ('rep' as const), entity, period: '2025-03' }
    return (await entriesIn(book, asked, 26n)).filter((line) => line.startsWith('26'))
  }

  test('moves sales between the reps', async () => {
    expect(await posted('net-sales', 'R1')).toEqual(['26 | 0 | 03-10 | -700 | 1500 | reassigned-out | as-A2 O14'])
    expect(await posted('net-sales', 'R2')).toEqual([
      '26 | 0 | 03-10 | 700 | 2000 | reassigned-in | O14 as-A2c',
      '26 | 1 | 03-20 | -900 | 1100 | basis | as-A2b O16',
      '26 | 2 | 03-20 | 900 | 2000 | basis | O16 as-A2c',
    ])
  })

  test('changes only the basis of what the organisation sold', async () => {
    expect(await posted('net-sales', null)).toEqual([
      '26 | 0 | 03-10 | -700 | 2800 | basis | as-A2 O14',
      '26 | 1 | 03-10 | 700 | 3500 | basis | O14 as-A2c',
      '26 | 2 | 03-20 | -900 | 2600 | basis | as-A2b O16',
      '26 | 3 | 03-20 | 900 | 3500 | basis | O16 as-A2c',
    ])
  })

  test('moves the buyer from the day of the first order that now counts', async () => {
    expect(await posted('buying-accounts', 'R1')).toEqual(['26 | 0 | 03-10 | -1 | 1 | reassigned-out | as-A2 O14'])
    expect(await posted('buying-accounts', 'R2')).toEqual([
      '26 | 0 | 03-10 | 1 | 3 | reassigned-in | O14 as-A2c',
      '26 | 1 | 03-20 | -1 | 2 | reassigned-out | as-A2b O16',
    ])
    expect(await posted('buying-accounts', null)).toEqual([
      '26 | 0 | 03-10 | -1 | 2 | basis | as-A2 O14',
      '26 | 1 | 03-10 | 1 | 3 | basis | O14 as-A2c',
    ])
  })
})

import { expect, test } from 'vitest'
import { backdated, openBook, workedExample } from '../../../../tests/books/worked-example.ts'
import { openAnswers } from './answers.ts'

const lines = [...workedExample, backdated]
const answers = openAnswers(await openBook(lines))
const impact = (id: string) => answers.impact(BigInt(lines.findIndex((line) => line.id === id)))
const cellsOf = async (id: string, kpi: string) => (await impact(id)).kpis.find((each) => each.kpi === kpi)?.cells

test('a correction moves the cells of its order, with their values before and after', async () => {
  expect(await cellsOf('O10c', 'net-sales')).toEqual(
    [
      { scope: 'org', entity: null, before: '500.0000', after: '600.0000' },
      { scope: 'rep', entity: 'R1', before: '1000.0000', after: '1100.0000' },
      { scope: 'account', entity: 'A1', before: '1000.0000', after: '1100.0000' },
    ].map((cell) => ({ ...cell, period: '2025-02', day: '2025-02-08', delta: '100.0000', reason: 'correction' })),
  )
})

test('a backdated assignment moves the reps and not the organisation', async () => {
  const cells = await cellsOf('as-A2c', 'net-sales')
  expect(cells?.map(({ entity, delta, before, after }) => [entity, delta, before, after])).toEqual([
    ['R1', '-700.0000', '2200.0000', '1500.0000'],
    ['R2', '700.0000', '1300.0000', '2000.0000'],
  ])
})

test('a stock moves on its day', async () => {
  const cells = await cellsOf('as-A2b', 'active-accounts')
  expect(cells?.filter(({ day }) => day === '2025-03-15')).toEqual([
    { scope: 'rep', entity: 'R1', period: null, day: '2025-03-15', delta: -1, reason: 'reassigned-out', before: 2, after: 1 },
    { scope: 'rep', entity: 'R2', period: null, day: '2025-03-15', delta: 1, reason: 'reassigned-in', before: 1, after: 2 },
  ])
})

test('an event that moved nothing says so', async () => {
  expect(await impact('close-02')).toMatchObject({
    kpis: [],
    cellsTotal: 0,
    documents: [{ kind: 'reference' }],
    unmoved: 'not-qualifying',
  })
})

import { type Day, dayNumber } from '@daybook/domain'
import { describe, expect, test } from 'vitest'
import { eventIdOf, type Line, openBook, order, workedExample } from '../../../../tests/books/worked-example.ts'
import { openAnswers } from './answers.ts'
import type { Asked } from './question.ts'
import type { At } from './sources.ts'

const head: At = { asOf: '2025-04-01' as Day, position: 25n }
const at = (position: bigint | null, asOf = '2025-04-01'): At => ({ asOf: asOf as Day, position })

const book = await openBook(workedExample)
const answers = openAnswers(book)

const rowsOf = async (asked: Asked, time = head, from = answers) => {
  const result = await from.values(asked, time)
  if (!result.ok) throw new Error(JSON.stringify(result.refusal))
  return result.value.rows
}
const firstValue = async (asked: Asked, time = head) => (await rowsOf(asked, time))[0]?.value

describe('February as it was known', () => {
  const february = (entity: string | null) => ({
    kpi: 'net-sales',
    scope: entity === null ? ('org' as const) : ('rep' as const),
    entities: entity === null ? null : [entity],
    periods: ['2025-02'],
  })

  test.each([
    { position: 16n, r1: '1000.0000', r3: '-750.0000', org: '250.0000' },
    { position: 19n, r1: '1000.0000', r3: '-500.0000', org: '500.0000' },
    { position: 25n, r1: '1100.0000', r3: '-500.0000', org: '600.0000' },
  ])('at position $position', async ({ position, r1, r3, org }) => {
    expect(await firstValue(february('R1'), at(position))).toBe(r1)
    expect(await firstValue(february('R3'), at(position))).toBe(r3)
    expect(await firstValue(february(null), at(position))).toBe(org)
  })

  test('and as it was on a day inside it', async () => {
    expect(await firstValue(february('R3'), at(25n, '2025-02-13'))).toBe('-1050.0000')
  })
})

test('a rep, his accounts and the organisation are counted apart', async () => {
  const buying = { kpi: 'buying-accounts', periods: ['2025-03'] }
  expect(await rowsOf({ ...buying, scope: 'rep' })).toEqual([
    { entity: 'R1', period: '2025-03', value: 2 },
    { entity: 'R2', period: '2025-03', value: 2 },
  ])
  expect(await firstValue({ ...buying, scope: 'org' })).toBe(3)
  expect(await rowsOf({ ...buying, scope: 'account' })).toEqual([
    { entity: 'A1', period: '2025-03', value: 1 },
    { entity: 'A2', period: '2025-03', value: 1 },
    { entity: 'A3', period: '2025-03', value: 1 },
  ])
})

test('every period of a range stands for every entity returned', async () => {
  const rows = await rowsOf({ kpi: 'orders', scope: 'rep', range: { from: '2025-01', to: '2025-03' } })
  expect(rows.map(({ entity, period, value }) => [entity, period, value])).toEqual([
    ['R1', '2025-01', 2],
    ['R1', '2025-02', 1],
    ['R1', '2025-03', 2],
    ['R2', '2025-01', 0],
    ['R2', '2025-02', 0],
    ['R2', '2025-03', 2],
    ['R3', '2025-01', 1],
    ['R3', '2025-02', 2],
    ['R3', '2025-03', 0],
  ])
})

test('who is asked for by name has a row, and keeps his place', async () => {
  const rows = await rowsOf({ kpi: 'average-order-size', scope: 'rep', entities: ['R9', 'R1'], periods: ['2025-01'] })
  expect(rows).toEqual([
    { entity: 'R9', period: '2025-01', value: null, reason: 'no-orders' },
    { entity: 'R1', period: '2025-01', value: '900.0000', exact: { num: '900', den: '1' } },
  ])
})

test('a quarter is the sum of its months, and a ratio that of the sums', async () => {
  expect(await firstValue({ kpi: 'net-sales', scope: 'org', periods: ['2025-Q1'] })).toBe('6950.0000')
  expect(await firstValue({ kpi: 'average-order-size', scope: 'org', periods: ['2025-Q1'] })).toBe('800.0000')
  expect(await firstValue({ kpi: 'buying-accounts', scope: 'org', periods: ['2025-Q1'] })).toBe(5)
  expect(await firstValue({ kpi: 'net-sales', scope: 'rep', entities: ['R1'], periods: ['2025-03:r12'] })).toBe('8600.0000')
})

test('a stock has its value on the earlier of the day and the end of the period', async () => {
  const overdue = { kpi: 'overdue-buyers', scope: 'rep' as const, entities: ['R1'] }
  expect(await firstValue({ ...overdue, periods: ['2025-04'] }, at(25n, '2025-04-20'))).toBe(0)
  expect(await firstValue({ ...overdue, periods: ['2025-04'] }, at(25n, '2025-04-21'))).toBe(1)
  expect(await firstValue({ ...overdue, periods: ['2025-03'] }, at(25n, '2025-05-01'))).toBe(0)
  expect(
    await firstValue({ kpi: 'active-accounts', scope: 'account', entities: ['A3'], periods: ['2025-03'] }, at(25n, '2025-03-01')),
  ).toBe(0)
})

test('before the first event the book is empty', async () => {
  expect(await rowsOf({ kpi: 'net-sales', scope: 'org', periods: ['2025-02'] }, at(null))).toEqual([
    { entity: null, period: '2025-02', value: '0.0000' },
  ])
  expect(await rowsOf({ kpi: 'net-sales', scope: 'rep', periods: ['2025-02'] }, at(null))).toEqual([])
  expect(await rowsOf({ kpi: 'quota', scope: 'rep', entities: ['R1'], periods: ['2025-02'] }, at(null))).toEqual([
    { entity: 'R1', period: '2025-02', value: null, reason: 'no-quota' },
  ])
  expect(await rowsOf({ kpi: 'retention', scope: 'org', periods: ['2025-Q1'] }, at(null))).toEqual([
    { entity: null, period: '2025-Q1', value: null, reason: 'no-base' },
  ])
})

test('accounts that bought in twelve months are counted once, and so are those that sales are divided by', async () => {
  const periods = ['2025-02', '2025-02:r12']
  const [month, twelve] = await rowsOf({ kpi: 'buying-accounts', scope: 'org', periods }, head)
  expect([month?.value, twelve?.value]).toEqual([2, 5])
  const [per] = await rowsOf({ kpi: 'sales-per-customer', scope: 'org', periods: ['2025-02:r12'] }, head)
  const [sales] = await rowsOf({ kpi: 'net-sales', scope: 'org', periods: ['2025-02:r12'] }, head)
  expect(Number(per?.value)).toBeCloseTo(Number(sales?.value) / 5, 4)
  const listed = await rowsOf({ kpi: 'buying-accounts', scope: 'rep', periods: ['2025-02:r12'] }, head)
  expect(listed.map(({ entity, value }) => [entity, value])).toEqual([
    ['R1', 2],
    ['R2', 1],
    ['R3', 2],
  ])
})

test('a question that cannot be answered is refused', async () => {
  expect(await answers.values({ kpi: 'margin', scope: 'org' }, head)).toMatchObject({ refusal: { code: 'unknown-kpi' } })
  expect(await answers.values({ kpi: 'retention', scope: 'family' }, head)).toMatchObject({
    refusal: { code: 'unsupported-scope' },
  })
  expect(await answers.values({ kpi: 'active-accounts', scope: 'org', periods: ['2025-03:r12'] }, head)).toMatchObject({
    refusal: { code: 'unsupported-period' },
  })
  expect(await answers.values({ kpi: 'net-sales', scope: 'org', periods: ['2025-14'] }, head)).toMatchObject({
    refusal: { code: 'unknown-period' },
  })
  const cell = { kpi: 'follow-through', scope: 'org' as const, entity: null, period: '2025-03:ytd' }
  const refused = { refusal: { code: 'unsupported-period', period: '2025-03:ytd' } }
  expect(await answers.explain(cell, head)).toMatchObject(refused)
  expect(await answers.replay(cell, head)).toMatchObject(refused)
  expect(await answers.verify(cell, head)).toMatchObject(refused)
  expect(await answers.diff(cell, { from: head, to: head })).toMatchObject(refused)
})

describe('an event that could not be applied', async () => {
  const unapplied = {
    kpi: 'net-sales',
    partition: 'account:A5',
    position: 17n,
    day: dayNumber('2025-02-25' as Day),
    problem: 'no',
  }
  const damaged = await openBook(workedExample, ['O12'])
  const nothing = { rows: [], documents: [], partitions: [], facts: [], touches: [], events: [] }
  const { epoch, position } = await damaged.readModel.checkpoint()
  await damaged.readModel.post({ ...nothing, epoch, from: position, to: position + 1n, incomplete: [unapplied] })
  const ask = async (entity: string | null, period: string, kpi = 'net-sales') => {
    const scope = entity === null ? ('org' as const) : ('rep' as const)
    return (
      await rowsOf({ kpi, scope, entities: entity === null ? null : [entity], periods: [period] }, head, openAnswers(damaged))
    )[0]
  }

  test('leaves its cells without a value, and names itself', async () => {
    expect(await ask('R3', '2025-02')).toEqual({
      entity: 'R3',
      period: '2025-02',
      value: null,
      reason: 'incomplete',
      eventId: eventIdOf('O12'),
    })
    expect(await ask(null, '2025-02')).toMatchObject({ reason: 'incomplete' })
    expect(await ask(null, '2025-02', 'sales-per-customer')).toMatchObject({ reason: 'incomplete' })
  })

  test('touches no other owner, month or KPI', async () => {
    expect(await ask('R1', '2025-02')).toMatchObject({ value: '1100.0000' })
    expect(await ask('R3', '2025-03')).toMatchObject({ value: '0.0000' })
    expect(await ask('R3', '2025-02', 'orders')).toMatchObject({ value: 1 })
  })

  test('is explained by the event alone', async () => {
    const cell = { kpi: 'net-sales', scope: 'rep' as const, entity: 'R3', period: '2025-02' }
    expect(await openAnswers(damaged).explain(cell, head)).toMatchObject({
      value: { value: null, reason: 'incomplete', entries: [], completeness: { incomplete: [eventIdOf('O12')] } },
    })
  })
})

describe('quotas', () => {
  const quota = (id: string, owner: readonly [string, string], [period, amount]: readonly [string, string]): Line => ({
    id,
    type: 'QuotaSet',
    effectiveOn: '2024-12-20',
    recordedAt: '2025-04-01T12:00:00Z',
    stream: `quota-${owner.join('~')}~FY2025`,
    data: { ownerType: owner[0], ownerId: owner[1], period, amount, currency: 'USD' },
  })
  const hired = (repId: string, teamId: string): Line => ({
    id: `rep-${repId}`,
    type: 'RepHired',
    effectiveOn: '2024-01-01',
    recordedAt: early,
    stream: `rep-${repId}`,
    data: { repId, name: repId, teamId },
  })
  const early = '2024-01-01T09:00:00Z'
  const lines = [
    hired('R1', 'T-East'),
    hired('R2', 'T-East'),
    hired('R3', 'T-West'),
    ...workedExample,
    quota('q1', ['rep', 'R1'], ['2025-01', '1500.0000']),
    quota('q2', ['rep', 'R1'], ['2025-03', '2000.0000']),
    quota('q3', ['rep', 'R3'], ['2025-02', '0.0000']),
  ]
  const asked = (kpi: string, [scope, entity]: readonly [Asked['scope'], string?], period: string): Asked => ({
    kpi,
    scope,
    entities: entity === undefined ? null : [entity],
    periods: [period],
  })
  const ask = async (more: readonly Line[], question: Asked) => {
    const sources = await openBook([...lines, ...more])
    return (await rowsOf(question, at(BigInt(lines.length + more.length - 1)), openAnswers(sources)))[0]
  }

  test('are matched: months without one are left out of both sides', async () => {
    expect(await ask([], asked('quota-variance', ['rep', 'R1'], '2025-03:ytd'))).toMatchObject({ value: '500.0000' })
    expect(await ask([], asked('quota', ['rep', 'R1'], '2025-03:ytd'))).toMatchObject({ value: '3500.0000' })
    expect(await ask([], asked('quota-attainment', ['rep', 'R1'], '2025-03:ytd'))).toMatchObject({
      value: '1.142857',
      exact: { num: '8', den: '7' },
    })
  })

  test('of zero are another thing than none', async () => {
    expect(await ask([], asked('quota-attainment', ['rep', 'R3'], '2025-02'))).toMatchObject({
      value: null,
      reason: 'zero-quota',
    })
    expect(await ask([], asked('quota-variance', ['rep', 'R3'], '2025-02'))).toMatchObject({ value: '-500.0000' })
    expect(await ask([], asked('quota-attainment', ['rep', 'R2'], '2025-02'))).toMatchObject({ value: null, reason: 'no-quota' })
  })

  test('of reps add up to the team, and only the reps that have one count', async () => {
    expect(await ask([], asked('quota', ['team', 'T-East'], '2025-03'))).toMatchObject({ value: '2000.0000' })
    expect(await ask([], asked('quota-variance', ['team', 'T-East'], '2025-03'))).toMatchObject({ value: '200.0000' })
    expect(await ask([], asked('quota-variance', ['org'], '2025-01'))).toMatchObject({ value: '300.0000' })
  })

  test('of a rep say nothing of a team in which he neither has one nor sold anything, though he joins it later', async () => {
    const january = asked('quota-variance', ['team', 'T-West'], '2025-01')
    const joined = {
      ...hired('R1', 'T-West'),
      id: 'joined',
      type: 'TeamJoined' as const,
      effectiveOn: '2025-04-01',
      data: { repId: 'R1', teamId: 'T-West' },
    }
    const noQuota = { value: null, reason: 'no-quota' }
    expect(await ask([], january)).toMatchObject(noQuota)
    expect(await ask([joined, order('O17', 'A1', ['2025-04-02', '100'])], january)).toMatchObject(noQuota)
  })

  test('go with the rep, and the team he sold in before has nothing to compare its sales with', async () => {
    const moved = {
      ...hired('R1', 'T-West'),
      id: 'moved',
      type: 'TeamJoined' as const,
      effectiveOn: '2025-03-31',
      data: { repId: 'R1', teamId: 'T-West' },
    }
    expect(await ask([moved], asked('quota', ['team', 'T-West'], '2025-03'))).toMatchObject({ value: '2000.0000' })
    expect(await ask([moved], asked('net-sales', ['team', 'T-East'], '2025-03'))).toMatchObject({ value: '3500.0000' })
    for (const kpi of ['quota', 'quota-variance', 'quota-attainment'])
      expect(await ask([moved], asked(kpi, ['team', 'T-East'], '2025-03'))).toMatchObject({ value: null, reason: 'no-quota' })
  })

  test('of the team itself, or of the organisation, take the place of the sum', async () => {
    const own = [
      quota('t1', ['team', 'T-East'], ['2025-03', '4000.0000']),
      quota('o1', ['org', 'org'], ['2025-Q1', '30000.0000']),
    ]
    expect(await ask(own, asked('quota', ['team', 'T-East'], '2025-03'))).toMatchObject({ value: '4000.0000' })
    expect(await ask(own, asked('quota-variance', ['team', 'T-East'], '2025-03'))).toMatchObject({ value: '-500.0000' })
    expect(await ask(own, asked('quota', ['org'], '2025-Q1'))).toMatchObject({ value: '30000.0000' })
    expect(await ask(own, asked('quota-attainment', ['org'], '2025-Q1'))).toMatchObject({ value: '0.231667' })
  })
})

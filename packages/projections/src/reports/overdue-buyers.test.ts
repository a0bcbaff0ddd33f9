import { expect, test } from 'vitest'
import { openExample } from '../../../../tests/books/example.ts'

const book = await openExample()
const may = '2025-05-01'
const rowsOf = async (parameters: object, asOf = may) => book.report('overdue-buyers', { ...parameters }, book.at(asOf))

test('accounts stand by their sales of twelve months, or of all time', async () => {
  const ids = async (parameters: object) => (await rowsOf(parameters)).map(({ rank, accountId }) => `${rank} ${accountId}`)
  expect(await ids({})).toEqual(['1 A1', '2 A2', '3 A5', '4 A3'])
  expect(await ids({ rankBy: 'lifetime' })).toEqual(['1 A1', '2 A2', '3 A3', '4 A5'])
  expect(await ids({ top: '2' })).toEqual(['1 A1', '2 A2'])
})

test('an account that buys like clockwork is overdue from its fortieth day', async () => {
  const status = async (asOf: string) => (await rowsOf({ entity: 'A1' }, asOf)).map((row) => [row.status, row.z])
  expect(await status('2025-04-11')).toEqual([['on-track', '0.000000']])
  expect(await status('2025-04-14')).toEqual([['due', '1.000000']])
  expect(await status('2025-04-20')).toEqual([['late', '3.000000']])
  expect(await status('2025-04-21')).toEqual([['overdue', '3.333333']])
})

test('lost accounts are left out, and too little history has no score', async () => {
  const rows = await rowsOf({})
  expect(rows.map(({ accountId }) => accountId)).not.toContain('A4')
  expect(rows.find(({ accountId }) => accountId === 'A3')).toMatchObject({
    status: 'insufficient-history',
    z: null,
    valueAtRisk: null,
  })
})

test('what a rep has to call first', async () => {
  const rows = await rowsOf({ scope: 'rep', entity: 'R1', status: 'overdue' })
  expect(rows).toMatchObject([{ accountId: 'A1', ownerNow: 'R1', valueAtRisk: '372.6027', expectedOn: '2025-04-11' }])
  expect(await rowsOf({ scope: 'team', entity: 'T-West' })).toMatchObject([{ accountId: 'A5' }])
})

test('what is not known yet does not count', async () => {
  const rows = await book.report('overdue-buyers', { entity: 'A2' }, book.at('2025-03-15', '2025-03-12T00:00:00Z'))
  expect(rows).toMatchObject([{ lastOrderOn: '2025-03-10', ownerNow: 'R1', daysSince: 5 }])
})

test('a status that there is not is refused', async () => {
  const asked = { report: 'overdue-buyers', parameters: { status: 'asleep' } }
  expect(await book.answers.report(asked, book.at(may))).toMatchObject({ refusal: { code: 'invalid-parameters' } })
})

test('its charts rank those beyond their rhythm and show every interval', async () => {
  const silent = await book.chart('overdue-buyers', 'overdue', book.at('2025-06-01'))
  const scores = silent.map(({ z }) => Number(z))
  expect(scores).toEqual(scores.toSorted((a, b) => b - a))
  expect(silent[0]).toMatchObject({ threshold: '3.0000' })
  expect(scores.every((score) => score > 0)).toBe(true)
  const intervals = await book.chart('overdue-buyers', 'intervals', book.at('2025-04-01'))
  expect(intervals.filter(({ accountId }) => accountId === 'A1').map(({ orderedOn, interval }) => [orderedOn, interval])).toEqual(
    [
      ['2024-11-09', 30],
      ['2024-12-10', 31],
      ['2025-01-09', 30],
      ['2025-02-08', 30],
      ['2025-03-12', 32],
    ],
  )
})

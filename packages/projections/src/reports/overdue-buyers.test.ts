import { expect, test } from 'vitest'
import { openExample } from '../../../../tests/books/example.ts'
import { people, touchpoints } from '../../../../tests/books/relations.ts'
import { type Line, order } from '../../../../tests/books/worked-example.ts'

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

test('of too short a history it tells what accounts of the industry do, and that it is not its own rhythm', async () => {
  const rows = await rowsOf({})
  // Cedar is in manufacturing, as Acme is, which buys every 30 days; Elm in health, as Birch is, which buys every 54.
  const cohort = { status: 'insufficient-history', z: null, overdueOn: null, seasonalNote: 'cohort' }
  expect(rows.find(({ accountId }) => accountId === 'A3')).toMatchObject({
    ...cohort,
    medianInterval: '30.0',
    expectedOn: '2025-04-04',
  })
  expect(rows.find(({ accountId }) => accountId === 'A5')).toMatchObject({ ...cohort, medianInterval: '54.0' })
})

test('who buys by the season is late in winter, with the note why, and overdue in spring', async () => {
  const days = [2022, 2023, 2024].flatMap((year) => ['03', '05', '07', '09'].map((month) => `${year}-${month}-15`))
  const seasonal = await openExample(days.map((day, place) => order(`S${place}`, 'A5', [day, '100'])))
  const row = async (asOf: string) => (await seasonal.report('overdue-buyers', { entity: 'A5' }, seasonal.at(asOf)))[0]
  expect(await row('2025-01-15')).toMatchObject({ status: 'late', seasonalNote: 'seasonal-gap', overdueOn: '2024-12-04' })
  const overdue = await seasonal.report('overdue-buyers', { status: 'overdue' }, seasonal.at('2025-01-15'))
  expect(overdue.map(({ accountId }) => accountId)).not.toContain('A5')
})

test('amounts that shrink and families that are no longer bought are flagged', async () => {
  const bikes = (id: string, day: string, net: string) => {
    const line = order(id, 'A5', [day, net])
    return { ...line, data: { ...line.data, lines: [{ lineId: '1', net: `${net}.0000`, family: 'bikes' }] } }
  }
  const shrinking = await openExample([
    bikes('B1', '2024-05-10', '500'),
    bikes('B2', '2024-08-10', '500'),
    bikes('B3', '2024-11-10', '500'),
    bikes('B4', '2025-01-10', '500'),
    order('B5', 'A5', ['2025-04-10', '20']),
  ])
  const rows = await shrinking.report('overdue-buyers', {}, shrinking.at(may))
  expect(rows.find(({ accountId }) => accountId === 'A5')).toMatchObject({ amountFlag: 'shrinking', missingFamilies: 'bikes' })
  expect(rows.find(({ accountId }) => accountId === 'A1')).toMatchObject({ amountFlag: null, missingFamilies: null })
})

test('without enough accounts that bought again nobody has a chance of being a customer still', async () => {
  expect((await rowsOf({})).map(({ pAlive }) => pAlive)).toEqual([null, null, null, null])
})

test('what is filtered keeps its rank, and the top is taken of what is left', async () => {
  expect(await rowsOf({ entity: 'A3', top: '1' })).toMatchObject([{ rank: 4, accountId: 'A3' }])
  expect(await rowsOf({ status: 'insufficient-history', top: '1' })).toMatchObject([{ rank: 3, accountId: 'A5' }])
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

test('it says when somebody was in touch last, by what and who, as of the day and as it was known', async () => {
  const touched = await openExample([...people, ...touchpoints])
  const row = async (asOf: string, knownAt?: string) =>
    (await touched.report('overdue-buyers', { entity: 'A1' }, touched.at(asOf, knownAt)))[0]
  const none = { lastActivityOn: null, lastActivityKind: null, lastContactBy: null }
  expect(await row('2025-01-29')).toMatchObject(none)
  const held = { lastActivityOn: '2025-01-30', lastActivityKind: 'visit', lastContactBy: 'R1' }
  expect(await row('2025-02-04')).toMatchObject(held)
  expect(await row('2025-02-28')).toMatchObject({ lastActivityOn: '2025-02-20', lastActivityKind: 'call', lastContactBy: 'R1' })
  // The touchpoint that was skipped is none; the one of March was planned without a kind, for R1.
  expect(await row(may)).toMatchObject({ lastActivityOn: '2025-03-03', lastActivityKind: 'touchpoint', lastContactBy: 'R1' })
  expect(await row(may, '2025-01-31T00:00:00Z')).toMatchObject(held)
  expect((await touched.report('overdue-buyers', { entity: 'A2' }, touched.at(may)))[0]).toMatchObject(none)
})

const told = (type: Line['type'], stream: string, [on, data]: readonly [string, object]): Line => ({
  id: `${type}-${stream}-${on}`,
  type,
  effectiveOn: on,
  recordedAt: `${on}T20:00:00Z`,
  stream,
  data: { ...data },
})

test('a visit that never was is none, and one to an absorbed account was with the survivor', async () => {
  const visit = { activityId: 'V9', accountId: 'A3', kind: 'visit', by: 'R2' }
  const visited = await openExample([
    told('ActivityRecorded', 'activity-V9', ['2025-03-10', visit]),
    told('ActivityRecorded', 'activity-V8', ['2025-03-20', { ...visit, activityId: 'V8', kind: 'demo' }]),
    told('ActivityVoided', 'activity-V8', ['2025-03-25', { activityId: 'V8', accountId: 'A3' }]),
    told('AccountsMerged', 'account-A1', ['2025-04-01', { survivorId: 'A1', absorbedId: 'A3', reason: 'One customer' }]),
    told('AccountsUnmerged', 'account-A1', ['2025-04-11', { survivorId: 'A1', absorbedId: 'A3', reason: 'Two after all' }]),
  ])
  const touchedOn = async (accountId: string, knownAt: string) =>
    (await visited.report('overdue-buyers', { entity: accountId }, visited.at('2025-04-01', knownAt))).map(
      ({ lastActivityOn, lastActivityKind }) => [lastActivityOn, lastActivityKind],
    )
  expect(await touchedOn('A3', '2025-03-24T00:00:00Z')).toEqual([['2025-03-20', 'demo']])
  expect(await touchedOn('A3', '2025-03-26T00:00:00Z')).toEqual([['2025-03-10', 'visit']])
  expect(await touchedOn('A1', '2025-03-26T00:00:00Z')).toEqual([[null, null]])
  expect(await touchedOn('A1', '2025-04-05T00:00:00Z')).toEqual([['2025-03-10', 'visit']])
  expect(await touchedOn('A3', '2025-04-05T00:00:00Z')).toEqual([])
  expect(await touchedOn('A3', '2025-04-12T00:00:00Z')).toEqual([['2025-03-10', 'visit']])
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

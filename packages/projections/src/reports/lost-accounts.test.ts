import { expect, test } from 'vitest'
import { openExample } from '../../../../tests/books/example.ts'
import { classified, keyReview } from '../../../../tests/books/lists.ts'
import { eventIdOf, type Line } from '../../../../tests/books/worked-example.ts'

const book = await openExample()
const april = '2025-04-01'

test('a lost account shows how long it bought, what it was worth, and why it left', async () => {
  const [row] = await book.report('lost-accounts', {}, book.at(april))
  expect(row).toMatchObject({
    accountId: 'A4',
    accountName: 'Delta',
    kind: 'declared',
    repAtLoss: 'R3',
    teamAtLoss: 'T-West',
    tenureDays: 85,
    previousFySales: '2000.0000',
    r12BeforeLoss: '2000.0000',
    r12ToLastOrder: '3050.0000',
    lastOrderOn: '2025-01-20',
    lastNetPositiveOrderOn: '2024-12-05',
    competitor: 'another supplier',
    evidenceEventId: eventIdOf('lost-A4'),
  })
})

test('a loss is known from the moment it was recorded, and belongs to its own month', async () => {
  expect(await book.report('lost-accounts', {}, book.at(april, '2025-03-10T09:59:59Z'))).toEqual([])
  expect(await book.report('lost-accounts', { period: '2025-02' }, book.at(april))).toHaveLength(1)
  expect(await book.report('lost-accounts', { period: '2025-03' }, book.at(april))).toEqual([])
  expect(await book.report('lost-accounts', {}, book.at('2025-02-27'))).toEqual([])
})

test('a lapse is dated on the first day without an order in the window', async () => {
  const rows = await book.report('lost-accounts', { kind: 'lapsed' }, book.at('2025-03-04', '2025-03-05T00:00:00Z'))
  expect(rows).toMatchObject([
    {
      accountId: 'A3',
      kind: 'lapsed',
      repAtLoss: 'R2',
      lostOn: '2025-03-01',
      lastOrderOn: '2024-03-01',
      tenureDays: 365,
      reasonCode: null,
      evidenceEventId: eventIdOf('O05'),
    },
  ])
  expect(await book.report('lost-accounts', { kind: 'lapsed' }, book.at(april))).toEqual([])
})

test('losses are found by rep, team, industry and account', async () => {
  const count = async (scope: string, entity: string) =>
    (await book.report('lost-accounts', { scope, entity }, book.at(april))).length
  expect([await count('rep', 'R3'), await count('rep', 'R1')]).toEqual([1, 0])
  expect([await count('team', 'T-West'), await count('industry', 'RTL'), await count('account', 'A4')]).toEqual([1, 1, 1])
})

test('its chart counts losses by reason, with their share', async () => {
  const reasons = await book.chart('lost-accounts', 'reasons', book.at('2025-04-01'))
  expect(reasons).toEqual([{ reasonCode: 'competitor', reasonClass: 'preventable', accounts: 1, cumulativeShare: '1.000000' }])
})

test('a lost account tells what it was to us, and how far winning it back is', async () => {
  const said = (
    type: 'WinBackContactPlanned' | 'WinBackContactMade',
    on: string,
    data: Readonly<Record<string, unknown>>,
  ): Line => ({
    id: `${type}-${on}`,
    type,
    effectiveOn: on,
    recordedAt: `${on}T20:00:00Z`,
    stream: 'account-A4',
    data: { accountId: 'A4', ...data },
  })
  const talked = await openExample([
    keyReview('V1', '2025-01-31'),
    ...classified('V1', '2025-01-31', { A4: 'KEY' }),
    said('WinBackContactPlanned', '2025-03-10', { managerId: 'M1', due: '2025-03-24' }),
    said('WinBackContactMade', '2025-03-28', { outcome: 'interested' }),
  ])
  const on = async (day: string) => (await talked.report('lost-accounts', {}, talked.at(day)))[0]
  expect(await on('2025-03-09')).toMatchObject({ designationAtLoss: 'KEY', winBackStatus: 'open', managerContactDue: null })
  expect(await on('2025-03-24')).toMatchObject({ winBackStatus: 'planned', managerContactDue: '2025-03-24' })
  expect(await on('2025-03-25')).toMatchObject({ winBackStatus: 'overdue', managerContactedOn: null })
  expect(await on(april)).toMatchObject({
    winBackStatus: 'contacted',
    managerContactedOn: '2025-03-28',
    contactOutcome: 'interested',
  })
})

test('the reason of a loss is the one that was said last', async () => {
  const corrected = await openExample([
    {
      id: 'reason-A4',
      type: 'AccountLossReasonCorrected',
      effectiveOn: '2025-03-20',
      recordedAt: '2025-03-20T20:00:00Z',
      stream: 'account-A4',
      data: { accountId: 'A4', corrects: eventIdOf('lost-A4'), reasonCode: 'relocated', reasonClass: 'inevitable' },
    },
  ])
  const reasonAt = async (knownAt?: string) => {
    const [row] = await corrected.report('lost-accounts', {}, corrected.at(april, knownAt))
    return [row?.reasonCode, row?.reasonClass, row?.competitor]
  }
  expect(await reasonAt('2025-03-19T00:00:00Z')).toEqual(['competitor', 'preventable', 'another supplier'])
  expect(await reasonAt()).toEqual(['relocated', 'inevitable', null])
})

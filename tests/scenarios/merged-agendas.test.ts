import { expect, test } from 'vitest'
import { openBook } from './api-book.ts'

let count = 0

const line = (type: string, data: object): string => {
  count += 1
  const time = '2025-03-20T10:00:00Z'
  return JSON.stringify({ specversion: '1.0', id: `${type}-${count}`, source: 'erp', type, time, recordedtime: time, data })
}

const plan = (planId: string, accountId: string, target: string): string =>
  line('PlanOpened', {
    planId,
    accountId,
    target,
    currency: 'USD',
    periodType: 'year',
    effectiveOn: '2025-01-01',
    effectiveUntil: '2026-01-01',
  })

const deal = (opportunityId: string, accountId: string, amount: string): string =>
  line('OpportunityOpened', {
    opportunityId,
    accountId,
    ownerId: 'R1',
    amount,
    currency: 'USD',
    probability: '0.5',
    expectedCloseOn: '2025-04-15',
    effectiveOn: '2025-03-01',
  })

const history = [
  line('RepHired', { repId: 'R1', name: 'One', effectiveOn: '2024-01-01' }),
  ...['A2', 'A5'].map((accountId) => line('AccountRegistered', { accountId, name: `The ${accountId}` })),
  plan('PL2', 'A2', '1000'),
  plan('PL5', 'A5', '300'),
  deal('OP2', 'A2', '70'),
  deal('OP5', 'A5', '30'),
  line('ContactAdded', {
    accountId: 'A5',
    contactId: 'P1',
    name: 'Ada',
    level: 'executive',
    relationship: 'trusted-advisor',
    effectiveOn: '2025-03-01',
  }),
  line('SatisfactionRecorded', { accountId: 'A5', respondentId: 'P1', scale: 'csat', score: 4, effectiveOn: '2025-03-01' }),
  ...[
    ['A2', '500'],
    ['A5', '100'],
  ].map(([accountId, amount]) =>
    line('WalletEstimated', {
      accountId,
      category: 'bikes',
      amount,
      currency: 'USD',
      basis: 'interview',
      confidence: 'high',
      effectiveOn: '2025-03-01',
      effectiveUntil: '2026-03-01',
    }),
  ),
  line('DependencyRaised', {
    dependencyId: 'D1',
    accountId: 'A5',
    owingFunction: 'service',
    ownerId: 'S1',
    neededBy: '2025-05-01',
    effectiveOn: '2025-03-01',
  }),
  line('TouchpointPlanned', { touchpointId: 'T1', accountId: 'A5', kind: 'visit', due: '2025-04-10', effectiveOn: '2025-03-01' }),
  line('TargetsSet', { repId: 'R1', accountIds: ['A2', 'A5'], effectiveOn: '2025-03-10' }),
  ...['OP2', 'OP5'].map((opportunityId) => line('OpportunityMarkedKeyDeal', { opportunityId, effectiveOn: '2025-03-01' })),
]

/** A2 and A5, both with a plan of the year and a deal; what is asked of them is asked as of the day after that of the merge. */
const openPair = async () => {
  const book = await openBook()
  const { position } = await book.bring(history.join('\n'))
  const before = `minPosition=${position}&knownAt=position:${position}`
  const decide = async (path: string, payload: object) => {
    const answer = (await book.app.inject({ method: 'POST', url: path, payload })).json()
    return `minPosition=${answer.position}`
  }
  const merge = () => decide('/v1/accounts/A2/merge', { absorbedId: 'A5', reason: 'one company after all' })
  const part = () => decide('/v1/accounts/A2/unmerge', { absorbedId: 'A5', reason: 'two after all' })
  const value = async (kpi: string, cell: string, known: string) =>
    (await book.get(`/v1/kpis/${kpi}?asOf=2025-04-02&${cell}&${known}`)).body.rows.map((row: { value: unknown }) => row.value)
  const ofBoth = (kpi: string, period: string, known: string) =>
    value(kpi, `scope=account&entity=A2&entity=A5&period=${period}`, known)
  const rows = async (report: string, known: string) =>
    (await book.get(`/v1/reports/${report}?asOf=2025-04-02&${known}`)).body.rows
  const isVerified = async (kpi: string, cell: string, known: string) =>
    (await book.get(`/v1/kpis/${kpi}/verify?asOf=2025-04-02&${cell}&${known}`)).body.equal
  return { before, merge, part, value, ofBoth, rows, isVerified, [Symbol.asyncDispose]: book[Symbol.asyncDispose] }
}

test('the plan of the survivor wins, the other one is closed by the merge, and open again once they are parted', async () => {
  await using book = await openPair()
  const states = async (known: string) => ({
    targets: await book.ofBoth('plan-target', 'FY2025', known),
    active: await book.ofBoth('active-plans', 'FY2025', known),
    org: await book.value('active-plans', 'period=FY2025', known),
    plans: (await book.rows('key-account-plan', known)).map((row: Record<string, unknown>) => [row.accountId, row.status]),
    register: (await book.rows('plan-register', known)).map((row: Record<string, unknown>) => row.planId),
  })
  const apart = {
    targets: ['1000.0000', '300.0000'],
    active: [1, 1],
    org: [2],
    plans: [
      ['A2', 'active'],
      ['A5', 'active'],
    ],
    register: ['PL2', 'PL5'],
  }
  expect(await states(book.before)).toEqual(apart)
  const known = await book.merge()
  expect(await states(known)).toEqual({
    targets: ['1000.0000', null],
    active: [1, 0],
    org: [1],
    plans: [
      ['A2', 'active'],
      ['A2', 'closed'],
    ],
    register: ['PL2'],
  })
  expect(await book.isVerified('active-plans', 'scope=account&entity=A2&period=FY2025', known)).toBe(true)
  expect(await states(book.before)).toEqual(apart)
  expect(await states(await book.part())).toEqual(apart)
})

test('the deals of an account are those of whoever it was merged into, until they are parted', async () => {
  await using book = await openPair()
  const states = async (known: string) => ({
    pipeline: await book.ofBoth('pipeline', '2025-04', known),
    org: await book.value('pipeline', 'period=2025-04', known),
    deals: (await book.rows('key-deals', known)).map((row: Record<string, unknown>) => row.accountId),
  })
  const apart = { pipeline: ['70.0000', '30.0000'], org: ['100.0000'], deals: ['A2', 'A5'] }
  expect(await states(book.before)).toEqual(apart)
  const known = await book.merge()
  expect(await states(known)).toEqual({ pipeline: ['100.0000', '0.0000'], org: ['100.0000'], deals: ['A2', 'A2'] })
  expect(await book.isVerified('pipeline', 'scope=account&entity=A2&period=2025-04', known)).toBe(true)
  expect(await states(book.before)).toEqual(apart)
  expect(await states(await book.part())).toEqual(apart)
})

test('people, answers, wallets and what is owed go to the survivor, and come back once they are parted', async () => {
  await using book = await openPair()
  const accountsIn = async (report: string, known: string) =>
    (await book.rows(report, known)).map((row: { accountId: string }) => row.accountId)
  const states = async (known: string) => ({
    covered: await book.ofBoth('roles-covered', '2025-04', known),
    satisfaction: await book.ofBoth('satisfaction-csat', '2025-04', known),
    wallet: await book.ofBoth('wallet-estimate', '2025-04', known),
    map: new Set(await accountsIn('relationship-map', known)),
    wallets: (await book.rows('wallet', known)).map((row: Record<string, unknown>) => [row.accountId, row.estimate]),
    owed: await accountsIn('dependency-register', known),
    cadence: await accountsIn('cadence', known),
  })
  const apart = {
    covered: [0, 1],
    satisfaction: [null, '4.000000'],
    wallet: ['500.0000', '100.0000'],
    map: new Set(['A5']),
    wallets: [
      ['A2', '500.0000'],
      ['A5', '100.0000'],
    ],
    owed: ['A5'],
    cadence: ['A5'],
  }
  expect(await states(book.before)).toEqual(apart)
  const known = await book.merge()
  expect(await states(known)).toEqual({
    covered: [1, 0],
    satisfaction: ['4.000000', null],
    wallet: ['600.0000', '0.0000'],
    map: new Set(['A2']),
    wallets: [['A2', '600.0000']],
    owed: ['A2'],
    cadence: ['A2'],
  })
  for (const entity of ['A2', 'A5'])
    expect(await book.isVerified('roles-covered', `scope=account&entity=${entity}&period=2025-04`, known)).toBe(true)
  expect(await states(book.before)).toEqual(apart)
  expect(await states(await book.part())).toEqual(apart)
})

test('on account lists an account that is merged stands no more, and what is to be done next is told of the survivor', async () => {
  await using book = await openPair()
  const states = async (known: string) => ({
    targets: await book.value('targets', 'period=2025-04', known),
    list: (await book.rows('account-list', known)).map((row: Record<string, unknown>) => [row.accountId, row.nextAction]),
  })
  const apart = {
    targets: [2],
    list: [
      ['A2', null],
      ['A5', 'visit 2025-04-10'],
    ],
  }
  expect(await states(book.before)).toEqual(apart)
  const known = await book.merge()
  expect(await states(known)).toEqual({ targets: [1], list: [['A2', 'visit 2025-04-10']] })
  expect(await states(book.before)).toEqual(apart)
  expect(await states(await book.part())).toEqual(apart)
})

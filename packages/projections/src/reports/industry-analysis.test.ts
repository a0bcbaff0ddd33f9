import { expect, test } from 'vitest'
import { openExample } from '../../../../tests/books/example.ts'
import { prospects } from '../../../../tests/books/lists.ts'
import { type Line, order } from '../../../../tests/books/worked-example.ts'

const book = await openExample()
const rowsOf = (parameters: object, asOf = '2025-04-01') => book.report('industry-analysis', { ...parameters }, book.at(asOf))
const toDate = { period: '2025-03:ytd' }

test('M-64: what a rep sells in an industry, by how much the organisation does', async () => {
  const [manufacturing] = await rowsOf({ ...toDate, entity: 'R1', industry: 'MFG' })
  expect(manufacturing).toMatchObject({
    ...{ repId: 'R1', industry: 'MFG', netSales: '3800.0000', shareOfRep: '0.745098', orgShare: '0.604317' },
    ...{ specialisationIndex: '1.232960', accounts: 1, buyingAccounts: 1, averageOrderSize: '1266.6667', reason: null },
  })
})

test('each rep has the industries that he sells in or has accounts of, and they add up to the organisation', async () => {
  const rows = await rowsOf(toDate)
  const sales = (industry: string) =>
    rows.filter((row) => row.industry === industry).map(({ repId, netSales }) => `${repId} ${netSales}`)
  expect(sales('MFG')).toEqual(['R1 3800.0000', 'R2 400.0000'])
  expect(sales('HLT')).toEqual(['R1 1300.0000', 'R2 900.0000', 'R3 550.0000'])
  expect(sales('RTL')).toEqual(['R3 0.0000'])
})

test('an industry in which the organisation sold nothing has no index', async () => {
  const [retail] = await rowsOf({ ...toDate, industry: 'RTL' })
  expect(retail).toMatchObject({
    orgShare: '0.000000',
    specialisationIndex: null,
    reason: 'no-base',
    accounts: 0,
    buyingAccounts: 1,
  })
})

test('new accounts count at the owner, and growth compares with the same days of the year before', async () => {
  expect(await rowsOf({ ...toDate, entity: 'R3', industry: 'HLT' })).toMatchObject([{ newAccounts: 1, yoyGrowth: null }])
  expect(await rowsOf({ ...toDate, entity: 'R2', industry: 'MFG' })).toMatchObject([{ newAccounts: 0, yoyGrowth: '-0.500000' }])
  expect(await rowsOf({ ...toDate, entity: 'R2', industry: 'MFG' }, '2025-03-05')).toMatchObject([{ accounts: 1 }])
})

test('segments have rows of their own where they are asked for, and are named where a row has but one', async () => {
  const registered = (accountId: string, segment: string) => ({
    id: `acc-${accountId}`,
    type: 'AccountRegistered' as const,
    effectiveOn: '2024-01-01',
    recordedAt: '2024-01-02T09:00:00Z',
    stream: `account-${accountId}`,
    data: { accountId, name: accountId, industry: 'EDU', segment },
  })
  const sold = (id: string, accountId: string, net: string) => {
    const line = order(id, accountId, ['2025-03-03', net])
    return { ...line, data: { ...line.data, salespersonId: 'R2' } }
  }
  const schools = [registered('B1', 'schools'), registered('B2', 'colleges'), sold('P1', 'B1', '300'), sold('P2', 'B2', '100')]
  const { report, at } = await openExample(schools)
  const education = (more: object) =>
    report('industry-analysis', { period: '2025-03', entity: 'R2', industry: 'EDU', ...more }, at('2025-04-01'))
  expect(await education({})).toMatchObject([{ segment: null, netSales: '400.0000', accounts: 2 }])
  expect(await education({ by: 'segment' })).toMatchObject([
    { segment: 'colleges', netSales: '100.0000' },
    { segment: 'schools', netSales: '300.0000' },
  ])
  const { report: first, at: when } = await openExample(schools.filter(({ id }) => !id.endsWith('2')))
  expect(await first('industry-analysis', { period: '2025-03', industry: 'EDU' }, when('2025-04-01'))).toMatchObject([
    { segment: 'schools' },
  ])
})

test('a period that has not come has no sales, and no share', async () => {
  expect(await rowsOf({ period: '2025-05', entity: 'R1' })).toMatchObject([
    { industry: 'MFG', netSales: '0.0000', shareOfRep: null, averageOrderSize: null, reason: 'no-base' },
  ])
})

test('the reps of a team have rows where the team is asked for', async () => {
  const rows = await rowsOf({ ...toDate, scope: 'team', entity: 'T-West' })
  expect(new Set(rows.map(({ repId }) => repId))).toEqual(new Set(['R3']))
})

test('a sale stays in the industry that its account was in on its day, and what is given back leaves that one', async () => {
  const changed: Line = {
    id: 'profile-A1',
    type: 'AccountProfileChanged',
    effectiveOn: '2025-02-01',
    recordedAt: '2025-03-20T09:00:00Z',
    stream: 'account-A1',
    data: { accountId: 'A1', changes: { industry: 'EDU' } },
  }
  const returned: Line = {
    id: 'C77',
    type: 'CreditNoteIssued',
    effectiveOn: '2025-03-25',
    recordedAt: '2025-03-25T18:00:00Z',
    stream: 'credit-erp~C77',
    data: { creditNoteId: 'C77', accountId: 'A1', orderId: 'O07', currency: 'USD', lines: [{ lineId: '1', net: '200.0000' }] },
  }
  const moved = await openExample([changed, returned, order('P3', 'A1', ['2026-01-10', '1300'])])
  const times = moved.at('2025-04-01')
  const rows = await moved.report('industry-analysis', toDate, times)
  const sales = rows.map(({ repId, industry, netSales }) => `${repId} ${industry} ${netSales}`)
  // January’s 1200 were sold in MFG, and the 200 of it that came back in March too; 1100 and 1500 in EDU.
  expect(sales).toEqual([
    'R1 EDU 2600.0000',
    'R1 HLT 1300.0000',
    'R1 MFG 1000.0000',
    'R2 HLT 900.0000',
    'R2 MFG 400.0000',
    'R3 HLT 550.0000',
    'R3 RTL 0.0000',
  ])
  const asked = { kpi: 'net-sales', scope: 'industry', entities: ['EDU', 'HLT', 'MFG', 'RTL'], periods: ['2025-03:ytd'] } as const
  const found = await moved.answers.values(asked, times)
  const values = found.ok ? found.value.rows.map(({ entity, value }) => `${entity} ${value}`) : found.refusal
  expect(values).toEqual(['EDU 2600.0000', 'HLT 2750.0000', 'MFG 1400.0000', 'RTL 0.0000'])
  expect(rows.find(({ repId, industry }) => repId === 'R1' && industry === 'MFG')).toMatchObject({ accounts: 0 })
  const nextYear = { period: '2026-03:ytd', entity: 'R1', industry: 'EDU' }
  expect(await moved.report('industry-analysis', nextYear, moved.at('2026-03-31'))).toMatchObject([
    { netSales: '1300.0000', yoyGrowth: '-0.500000' },
  ])
})

test('leads are converted where they buy in the period, each in its own industry', async () => {
  const founded = { effectiveOn: '2024-01-01', recordedAt: '2024-01-02T09:00:00Z' }
  const school = (accountId: string, industry = 'EDU'): Line => ({
    id: `acc-${accountId}`,
    type: 'AccountRegistered',
    ...founded,
    stream: `account-${accountId}`,
    data: { accountId, name: accountId, industry },
  })
  const led = await openExample([
    ...['B1', 'B2', 'B3', 'B4', 'B5'].map((id) => school(id)),
    school('B6', 'GOV'),
    prospects('LeadsSet', 'R2', ['2025-01-10', ['B1', 'B2', 'B3', 'B4']]),
    // B1 has become a client and left the list; B5 and B6 come to it.
    prospects('LeadsSet', 'R2', ['2025-02-20', ['B2', 'B3', 'B4', 'B5', 'B6']]),
    order('P1', 'B1', ['2025-02-19', '100']),
    order('P2', 'B2', ['2025-03-03', '100']),
    order('P3', 'B3', ['2025-04-02', '100']),
  ])
  const conversion = async (period: string, asOf = '2025-03-31') =>
    (await led.report('industry-analysis', { period, entity: 'R2' }, led.at(asOf)))
      .filter(({ leadConversion }) => leadConversion !== null)
      .map(({ industry, leadConversion }) => `${industry} ${leadConversion}`)
  // B1 bought in February; of the four that are left for March, and B5, one did.
  expect(await conversion('2025-02')).toEqual(['EDU 0.200000', 'GOV 0.000000'])
  expect(await conversion('2025-03')).toEqual(['EDU 0.250000', 'GOV 0.000000'])
  expect(await conversion('2025-Q1')).toEqual(['EDU 0.400000', 'GOV 0.000000'])
  expect(await conversion('2025-03', '2025-03-02')).toEqual(['EDU 0.000000', 'GOV 0.000000'])
  expect(await conversion('2025-01')).toEqual(['EDU 0.000000'])
  expect(await conversion('2025-04')).toEqual([])
})

test('who bought in the year before it came to the list is no lead, and a lead may have left the list before it buys', async () => {
  const { report, at } = await openExample([
    prospects('LeadsSet', 'R1', ['2025-03-16', ['A2', 'A3', 'A4']]),
    prospects('LeadsSet', 'R1', ['2025-03-18', ['A2']]),
    order('P1', 'A3', ['2026-04-02', '100']),
    prospects('LeadsSet', 'R1', ['2026-04-01', ['A3', 'A5']]),
    prospects('LeadsSet', 'R1', ['2026-04-02', []]),
  ])
  const of = async (period: string, asOf: string) =>
    (await report('industry-analysis', { period, entity: 'R1' }, at(asOf))).map(
      ({ industry, leadConversion }) => `${industry} ${leadConversion}`,
    )
  expect(await of('2025-03', '2025-03-31')).toEqual(['HLT null', 'MFG null'])
  expect(await of('2026-04', '2026-04-30')).toEqual(['HLT 0.000000', 'MFG 1.000000'])
})

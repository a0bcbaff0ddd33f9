import { expect, test } from 'vitest'
import { openExample } from '../../../../tests/books/example.ts'
import { keyProgram } from '../../../../tests/books/relations.ts'

const usd = (amount: string) => ({ amount, currency: 'USD' })
const book = await openExample([
  keyProgram('KeyProgramOpened', '2025-01-10', { programId: 'K1', accountId: 'A1', name: 'Fleet', ...usd('6000') }),
  keyProgram('KeyProgramUpdated', '2025-02-01', {
    programId: 'K1',
    accountId: 'A1',
    stage: 'pilot',
    status: 'at-risk',
    note: 'Slow',
  }),
  keyProgram('KeyProgramOpened', '2025-01-11', {
    programId: 'K2',
    accountId: 'A2',
    name: 'Depot',
    stage: 'idea',
    ...usd('2000'),
  }),
  keyProgram('KeyProgramOpened', '2025-01-12', { programId: 'K3', accountId: 'A2', name: 'Talks' }),
  keyProgram('KeyProgramOpened', '2025-01-12', { programId: 'K4', accountId: 'A3', name: 'Yard', ...usd('900') }),
  keyProgram('KeyProgramClosed', '2025-03-05', { programId: 'K4', accountId: 'A3', outcome: 'stopped', reason: 'No budget' }),
])
const rowsOf = (parameters: object, asOf = '2025-04-01') => book.report('key-programs', { ...parameters }, book.at(asOf))

test('key programs stand with value, stage and status, those that are over last', async () => {
  expect(await rowsOf({})).toMatchObject([
    {
      programId: 'K1',
      accountId: 'A1',
      stage: 'pilot',
      status: 'at-risk',
      value: '6000.0000',
      shareOfPrograms: '0.750000',
      note: 'Slow',
    },
    { programId: 'K2', stage: 'idea', status: 'open', value: '2000.0000', shareOfPrograms: '0.250000', updatedOn: null },
    { programId: 'K3', stage: null, status: 'open', value: null, programAmount: null, shareOfPrograms: null },
    { programId: 'K4', status: 'closed', closedOn: '2025-03-05', outcome: 'stopped', note: 'No budget', shareOfPrograms: null },
  ])
})

test('each day of the past has its own programs', async () => {
  const rows = await rowsOf({ account: 'A1' }, '2025-01-31')
  expect(rows).toMatchObject([{ programId: 'K1', stage: null, status: 'open', topThreeShare: '1.000000' }])
  expect(await rowsOf({}, '2025-01-09')).toEqual([])
})

test('open or closed ones, those of a stage or of an account may be asked for', async () => {
  const ids = async (parameters: object) => (await rowsOf(parameters)).map(({ programId }) => programId)
  expect(await ids({ status: 'open' })).toEqual(['K1', 'K2', 'K3'])
  expect(await ids({ status: 'closed' })).toEqual(['K4'])
  expect(await ids({ stage: ['idea', 'pilot'] })).toEqual(['K1', 'K2'])
  expect(await ids({ scope: 'account', entity: 'A2' })).toEqual(['K2', 'K3'])
})

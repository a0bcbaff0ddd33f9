import { expect, test } from 'vitest'
import { inPdp, openExample } from '../../../../tests/books/example.ts'

const opened = inPdp('PdpOpened', [
  '2025-04-03',
  { repId: 'R3', managerId: 'M1', period: '2025-Q2', sourceGaps: ['average-order-size'] },
])
const agreed = inPdp('PdpInitiativeAgreed', [
  '2025-04-04',
  { initiativeId: 'bundles', committedBy: 'rep', requirement: 'A bundle in each offer', due: '2025-05-30' },
])
const completed = inPdp('PdpInitiativeCompleted', ['2025-05-20', { initiativeId: 'bundles', evidence: 'The offers' }])
const book = await openExample([opened, agreed, completed])

const rowsOf = (parameters: object, asOf: string) =>
  book.report('development-actions', { period: '2025-03:ytd', ...parameters }, book.at(asOf))

test('a weakness has what the peers have as its target, and an action that is due in thirty days', async () => {
  expect(await rowsOf({ entity: 'R3', ksi: 'average-order-size' }, '2025-04-01')).toMatchObject([
    {
      ...{ repId: 'R3', ksi: 'average-order-size', value: '533.3333', orgBenchmark: '800.0000', gap: '-266.6667' },
      ...{ index: '0.666667', severity: 'medium', suggestedTarget: '800.0000' },
      suggestedAction: 'Offer a second product family with every order',
      ...{ ownerId: 'R3', due: '2025-05-01', acceptedOn: null, pdpId: null, status: 'suggested', unit: 'money' },
    },
  ])
})

test('what is at par or better has no row', async () => {
  expect(await rowsOf({ entity: 'R1', ksi: ['average-order-size', 'buying-accounts', 'net-sales'] }, '2025-04-01')).toEqual([])
})

test('less of a lower-is-better indicator is no weakness, and none against nothing is', async () => {
  const weak = await rowsOf({ ksi: 'lost-accounts' }, '2025-04-01')
  expect(weak).toMatchObject([{ repId: 'R3', value: '1.000000', gap: '-0.666667', index: '0.333333', severity: 'high' }])
})

test('a plan that names the gap has accepted it, from the day of its first initiative', async () => {
  const asked = { entity: 'R3', ksi: 'average-order-size' }
  expect(await rowsOf(asked, '2025-04-03')).toMatchObject([{ status: 'accepted', acceptedOn: '2025-04-03', pdpId: 'D1' }])
  expect(await rowsOf(asked, '2025-04-04')).toMatchObject([{ status: 'accepted', acceptedOn: '2025-04-04', due: '2025-05-30' }])
  expect(await rowsOf(asked, '2025-05-20')).toMatchObject([{ status: 'completed', acceptedOn: '2025-04-04', ownerId: 'R3' }])
  expect(await rowsOf({ ...asked, status: 'suggested' }, '2025-05-20')).toEqual([])
})

test('what the manager should do is proposed to the manager of the plan', async () => {
  expect(await rowsOf({ entity: 'R3', ksi: 'lost-accounts' }, '2025-04-03')).toMatchObject([
    { ownerId: 'M1', status: 'suggested' },
  ])
})

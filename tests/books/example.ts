import type { Day } from '@daybook/domain'
import type { ReportRow } from '@daybook/projections'
import { type At, openAnswers } from '@daybook/read-model'
import { type Line, openBook, workedExample } from './worked-example.ts'

const founded = '2023-12-15T09:00:00Z'

const registered = (accountId: string, name: string, industry: string): Line => ({
  id: `acc-${accountId}`,
  type: 'AccountRegistered',
  effectiveOn: '2023-12-15',
  recordedAt: founded,
  stream: `account-${accountId}`,
  data: { accountId, name, industry },
})

const hired = (repId: string, teamId: string): Line => ({
  id: `rep-${repId}`,
  type: 'RepHired',
  effectiveOn: '2024-01-01',
  recordedAt: founded,
  stream: `rep-${repId}`,
  data: { repId, name: repId, teamId },
})

/** A rep's quota of a month. */
const quota = (repId: string, [period, amount, recordedAt]: readonly [string, string, string]): Line => ({
  id: `quota-${repId}-${period}-${recordedAt}`,
  type: 'QuotaSet',
  effectiveOn: recordedAt.slice(0, 10),
  recordedAt,
  stream: `quota-rep~${repId}~FY2025`,
  data: { ownerType: 'rep', ownerId: repId, period, amount: `${amount}.0000`, currency: 'USD' },
})

const review = (type: Line['type'], id: string, [day, recordedOn, data]: readonly [string, string, object]): Line => ({
  id: `qbr-${id}`,
  type,
  effectiveOn: day,
  recordedAt: `${recordedOn}T20:00:00Z`,
  stream: 'qbr-Q-R1-2025-Q1',
  data: { qbrId: 'Q-R1-2025-Q1', ...data },
})

/** Something that happened in the development plan D1, recorded in the evening of its day. */
export const inPdp = (type: Line['type'], [day, data]: readonly [string, object]): Line => ({
  id: `pdp-${type}-${day}-${JSON.stringify(data).length}`,
  type,
  effectiveOn: day,
  recordedAt: `${day}T20:00:00Z`,
  stream: 'pdp-D1',
  data: { pdpId: 'D1', ...data },
})

const said = (commitmentId: string, text: string, due: string): Line =>
  review('CommitmentMade', commitmentId, ['2025-01-03', '2025-01-03', { commitmentId, text, due }])

const did = (commitmentId: string, outcome: string, [day, recordedOn, more = {}]: readonly [string, string, object?]): Line =>
  review('CommitmentOutcomeRecorded', `${commitmentId}-outcome`, [day, recordedOn, { commitmentId, outcome, ...more }])

const inDecember = '2024-12-20T12:00:00Z'

const lost = { accountId: 'A4', reasonCode: 'competitor', reasonClass: 'preventable', competitor: 'another supplier' }

/** A small book with everything that reports read: three reps in two teams, five accounts, quotas, and one review. */
const lines: readonly Line[] = [
  hired('R1', 'T-East'),
  hired('R2', 'T-East'),
  hired('R3', 'T-West'),
  registered('A1', 'Acme', 'MFG'),
  registered('A2', 'Birch', 'HLT'),
  registered('A3', 'Cedar', 'MFG'),
  registered('A4', 'Delta', 'RTL'),
  registered('A5', 'Elm', 'HLT'),
  ...workedExample.map((line) => (line.id === 'lost-A4' ? { ...line, data: lost } : line)),
  quota('R1', ['2025-01', '1500', inDecember]),
  quota('R1', ['2025-02', '1500', inDecember]),
  quota('R1', ['2025-03', '2000', inDecember]),
  quota('R2', ['2025-01', '500', inDecember]),
  quota('R2', ['2025-02', '500', inDecember]),
  quota('R2', ['2025-03', '1000', inDecember]),
  quota('R3', ['2025-01', '1000', inDecember]),
  quota('R3', ['2025-02', '0', inDecember]),
  quota('R1', ['2025-03', '2500', '2025-03-03T12:00:00Z']),
  review('QbrOpened', 'open', ['2025-01-02', '2025-01-02', { ownerId: 'R1', quarter: '2025-Q1' }]),
  said('c1', 'Visit every account in the book', '2025-01-31'),
  said('c2', 'Agree the annual plan with A1', '2025-02-15'),
  said('c3', 'Map the decision makers of A2', '2025-02-28'),
  said('c4', 'Bring A2 above 600 an order', '2025-03-14'),
  said('c5', 'Open a new account in manufacturing', '2025-03-28'),
  review('QbrCommitmentsLocked', 'lock', ['2025-01-06', '2025-01-06', {}]),
  did('c1', 'kept', ['2025-01-30', '2025-01-30']),
  did('c2', 'kept', ['2025-02-14', '2025-02-14']),
  did('c3', 'kept-late', ['2025-03-07', '2025-03-07']),
  did('c4', 'kept', ['2025-03-12', '2025-03-12']),
  did('c5', 'missed', [
    '2025-03-28',
    '2025-03-31',
    { why: 'No lead came to a second meeting', recovery: 'Two referrals in April' },
  ]),
  review('LearningRecorded', 'learned', ['2025-04-01', '2025-04-01', { commitmentId: 'c5', text: 'Referrals open doors' }]),
]

/** The example book with more events, all by the time they were recorded; ready to answer. */
export const openExample = async (more: readonly Line[] = []) => {
  const all = [...lines, ...more].sort((a, b) => (a.recordedAt < b.recordedAt ? -1 : a.recordedAt > b.recordedAt ? 1 : 0))
  const { events, ...sources } = await openBook(all)
  const answers = openAnswers(sources)
  const at = (asOf: string, knownAt?: string): At => {
    const known = events.findLast(({ recordedAt }) => knownAt === undefined || recordedAt <= Date.parse(knownAt))
    return { asOf: asOf as Day, position: known?.position ?? null } // Sound: tests name dates that exist
  }
  /** The rows of a report; a refusal fails the test. */
  const report = async (
    name: string,
    parameters: Readonly<Record<string, unknown>>,
    times: At,
  ): Promise<readonly ReportRow[]> => {
    const result = await answers.report({ report: name, parameters }, times)
    if (!result.ok) throw new Error(JSON.stringify(result.refusal))
    return result.value.rows
  }
  /** The exact data of a chart with what holds where nobody asks for anything. */
  const chart = async (name: string, picture: string, times: At): Promise<readonly ReportRow[]> => {
    const result = await answers.report({ report: name, parameters: {}, chart: picture }, times)
    if (!result.ok) throw new Error(JSON.stringify(result.refusal))
    return result.value.rows
  }
  return { answers, events, at, report, chart }
}

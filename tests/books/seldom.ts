import { deals, told } from './deals.ts'
import { inPdp } from './example.ts'
import { classified, keyReview, listReview, prospects } from './lists.ts'
import { plansOfExample } from './planned.ts'
import { keyProgram, owedToA1, people, touchpoints } from './relations.ts'
import { type Line, order } from './worked-example.ts'

const inReview = (quarter: string, type: Line['type'], [id, on, data]: readonly [string, string, object]): Line => ({
  id: `${quarter}${id}`,
  type,
  effectiveOn: on,
  recordedAt: `${on}T20:00:00Z`,
  stream: `qbr-Q-R1-${quarter}`,
  data: { qbrId: `Q-R1-${quarter}`, ...data },
})

const said = (quarter: string, [commitmentId, on, due]: readonly [string, string, string], more: object): Line =>
  inReview(quarter, 'CommitmentMade', [`m-${commitmentId}`, on, { commitmentId, text: 'Once more', due, ...more }])

/** What was missed in the first quarter of the example is missed again in the second, and said again in the third; one thing was added. */
const missedAgain: readonly Line[] = [
  inReview('2025-Q2', 'QbrOpened', ['open', '2025-04-02', { ownerId: 'R1', quarter: '2025-Q2' }]),
  said('2025-Q2', ['d1', '2025-04-03', '2025-06-27'], { lineageId: 'c5' }),
  said('2025-Q2', ['d2', '2025-04-03', '2025-06-27'], {}),
  inReview('2025-Q2', 'QbrCommitmentsLocked', ['lock', '2025-04-04', {}]),
  inReview('2025-Q2', 'CommitmentAddedAfterLock', ['add', '2025-05-02', { commitmentId: 'd3', text: 'Also', due: '2025-06-27' }]),
  inReview('2025-Q2', 'CommitmentOutcomeRecorded', ['o-d2', '2025-06-20', { commitmentId: 'd2', outcome: 'kept' }]),
  inReview('2025-Q2', 'CommitmentOutcomeRecorded', ['o-d1', '2025-06-27', { commitmentId: 'd1', outcome: 'missed', why: 'So' }]),
  inReview('2025-Q3', 'QbrOpened', ['open', '2025-07-02', { ownerId: 'R1', quarter: '2025-Q3' }]),
  said('2025-Q3', ['e1', '2025-07-03', '2025-09-26'], { lineageId: 'c5' }),
  inReview('2025-Q3', 'QbrCommitmentsLocked', ['lock', '2025-07-04', {}]),
]

const calls = { initiativeId: 'calls', committedBy: 'rep', requirement: 'Ten a day', due: '2025-02-28' }

const developed: readonly Line[] = [
  inPdp('PdpOpened', ['2025-01-02', { repId: 'R1', managerId: 'M1', period: '2025-Q1', sourceGaps: ['retention'] }]),
  inPdp('PdpInitiativeAgreed', ['2025-01-06', calls]),
  inPdp('PdpInitiativeCompleted', ['2025-02-20', { initiativeId: 'calls', evidence: 'The call list' }]),
]

/** More than two hundred accounts that bought three times in two years and a half: enough to tell seasons, and who is a customer still. */
const manyBuyers: readonly Line[] = Array.from({ length: 210 }, (_, place) => place + 101).flatMap((number) =>
  [0, 1, 2].map((turn) => {
    const month = (number * 7 + turn * (4 + (number % 6))) % 30
    const year = 2023 + Math.floor(month / 12)
    const day = `${year}-${String((month % 12) + 1).padStart(2, '0')}-${String((number % 28) + 1).padStart(2, '0')}`
    return order(`${number}-${turn}`, `A${number}`, [day, `${100 + ((number * 13 + turn) % 900)}`])
  }),
)

const forecasts: readonly Line[] = ['2025-01', '2025-02', '2025-03'].map((period) => ({
  id: `fc-${period}`,
  type: 'ForecastSubmitted',
  effectiveOn: '2024-12-20',
  recordedAt: '2024-12-20T12:00:00Z',
  stream: 'forecast-rep~R1~FY2025',
  data: { scopeType: 'rep', scopeId: 'R1', period, amount: '1500.0000', currency: 'USD' },
}))

const demonstrated = (accountId: string, on: string): Line => ({
  id: `demo-${accountId}`,
  type: 'ActivityRecorded',
  effectiveOn: on,
  recordedAt: `${on}T20:00:00Z`,
  stream: `activity-DEMO-${accountId}`,
  data: { activityId: `DEMO-${accountId}`, accountId, kind: 'demo', by: 'R1' },
})

const answered: Line = {
  id: 'nps-1',
  type: 'SatisfactionRecorded',
  effectiveOn: '2025-03-14',
  recordedAt: '2025-03-14T20:00:00Z',
  stream: 'relations-A2',
  data: { accountId: 'A2', respondentId: 'P9', scale: 'nps', score: 9 },
}

/** What random histories seldom bring, to be put into the example book. */
export const seldom: readonly Line[] = [
  ...plansOfExample,
  ...deals,
  ...missedAgain,
  ...developed,
  ...forecasts,
  told('OP5', ['OpportunityCompetitorAttached', '2025-01-25'], { competitor: 'Rival Ltd' }),
  demonstrated('A1', '2025-03-12'),
  // A2 buys two weeks later.
  demonstrated('A2', '2025-02-06'),
  keyReview('V1', '2025-01-10'),
  ...classified('V1', '2025-01-10', { A1: 'KEY', A2: 'SECONDARY' }),
  keyProgram('KeyProgramOpened', '2025-01-10', {
    programId: 'K1',
    accountId: 'A1',
    name: 'Fleet',
    amount: '6000.0000',
    currency: 'USD',
  }),
  answered,
  ...people,
  ...touchpoints,
  ...owedToA1,
  prospects('TargetsSet', 'R1', ['2025-01-15', ['P1', 'P2']]),
  prospects('LeadsSet', 'R1', ['2025-01-16', ['P3']]),
  listReview('R1', '2025-01-20', 'M1'),
  listReview('R1', '2025-03-03', 'M1'),
  ...manyBuyers,
]

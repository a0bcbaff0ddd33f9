import type { CommandName, EventName } from '@daybook/domain'
import { careEndpoints } from './care-table.ts'

/** One endpoint of a decision: which event it asks for, or which command where it asks for several, and what stands in the path. */
export type CommandEndpoint = {
  readonly path: string
  readonly type: EventName | CommandName
  readonly operationId: string
  readonly summary: string
  /** A body that is right as it stands. */
  readonly example: Readonly<Record<string, unknown>>
}

const assignment = { owners: [{ repId: 'R1', basisPoints: 10_000 }], effectiveOn: '2025-03-15' }
const erp = { source: 'erp' }

/** Every decision with an endpoint of its own. Fields named in a path are not taken in the body. */
export const commandEndpoints: readonly CommandEndpoint[] = [
  {
    path: '/v1/accounts',
    type: 'AccountRegistered',
    operationId: 'registerAccount',
    summary: 'Register an account',
    example: { accountId: 'A1', name: 'Delta Ltd', industry: 'aviation', territory: 'north' },
  },
  {
    path: '/v1/accounts/:accountId/assign',
    type: 'AccountAssigned',
    operationId: 'assignAccount',
    summary: 'Give an account its owners from a day on',
    example: assignment,
  },
  {
    path: '/v1/accounts/:accountId/end-assignment',
    type: 'AssignmentEnded',
    operationId: 'endAssignment',
    summary: 'Leave an account without owner from a day on',
    example: { effectiveOn: '2025-03-15', reason: 'the rep has left' },
  },
  {
    path: '/v1/accounts/:accountId/correct-assignment',
    type: 'AssignmentCorrected',
    operationId: 'correctAssignment',
    summary: 'Replace an assignment that was recorded wrongly',
    example: { ...assignment, corrects: { source: 'crm', id: 'as-A1' } },
  },
  {
    path: '/v1/accounts/:accountId/lose',
    type: 'AccountLost',
    operationId: 'loseAccount',
    summary: 'Declare an account lost',
    example: { effectiveOn: '2025-02-28', reasonCode: 'price', reasonClass: 'preventable', competitor: 'Acme' },
  },
  {
    path: '/v1/accounts/:accountId/retract-loss',
    type: 'AccountLossRetracted',
    operationId: 'retractLoss',
    summary: 'Take back a loss that never was',
    example: { corrects: { source: 'crm', id: 'lost-A4' }, reason: 'another account of that name' },
  },
  {
    path: '/v1/accounts/:accountId/win-back',
    type: 'AccountWonBack',
    operationId: 'winBackAccount',
    summary: 'Win a lost account back',
    example: { effectiveOn: '2025-03-20' },
  },
  {
    path: '/v1/orders/:orderId/credit-override',
    type: 'CreditOverridden',
    operationId: 'overrideCredit',
    summary: 'Split the credit of one order otherwise',
    example: { ...erp, owners: assignment.owners, approvedBy: 'manager-7', reason: 'joint visit' },
  },
  {
    path: '/v1/orders/:orderId/cancel',
    type: 'OrderCancelled',
    operationId: 'cancelOrder',
    summary: 'Cancel an order or lines of it, in its own period',
    example: { ...erp, lines: ['1'], reason: 'out of stock' },
  },
  {
    path: '/v1/orders/:orderId/void',
    type: 'OrderVoided',
    operationId: 'voidOrder',
    summary: 'Void an order that never was',
    example: { ...erp, reason: 'entered twice', duplicateOf: 'SO43658' },
  },
  {
    path: '/v1/quotas',
    type: 'QuotaSet',
    operationId: 'setQuota',
    summary: 'Set the quota of a rep, a team or the organisation',
    example: { ownerType: 'rep', ownerId: 'R1', period: '2025-03', amount: '2500.0000', currency: 'USD' },
  },
  {
    path: '/v1/quotas/withdraw',
    type: 'QuotaWithdrawn',
    operationId: 'withdrawQuota',
    summary: 'Withdraw a quota: another thing than zero',
    example: { ownerType: 'rep', ownerId: 'R1', period: '2025-03', reason: 'on leave' },
  },
  {
    path: '/v1/quotas/transfer',
    type: 'TransferQuota',
    operationId: 'transferQuota',
    summary: 'Move a part of a quota to another owner: two quotas with one transferId',
    example: {
      from: { ownerType: 'rep', ownerId: 'R1' },
      to: { ownerType: 'rep', ownerId: 'R2' },
      period: '2025-03',
      amount: '500.0000',
      currency: 'USD',
    },
  },
  {
    path: '/v1/forecasts',
    type: 'ForecastSubmitted',
    operationId: 'submitForecast',
    summary: 'Say what will be sold in a period',
    example: { scopeType: 'rep', scopeId: 'R1', period: '2025-04', amount: '2000.0000', currency: 'USD' },
  },
  {
    path: '/v1/qbrs',
    type: 'QbrOpened',
    operationId: 'openQbr',
    summary: 'Open a quarterly business review',
    example: { qbrId: 'Q-R1-2025-Q1', ownerId: 'R1', quarter: '2025-Q1' },
  },
  {
    path: '/v1/qbrs/:qbrId/commitments',
    type: 'CommitmentMade',
    operationId: 'makeCommitment',
    summary: 'Say what will be done; after the lock it is listed apart',
    example: { commitmentId: 'C1', text: 'Visit all buyers of the north', due: '2025-03-31' },
  },
  {
    path: '/v1/qbrs/:qbrId/commitments/:commitmentId/reword',
    type: 'CommitmentReworded',
    operationId: 'rewordCommitment',
    summary: 'Say it in other words, before the lock',
    example: { text: 'Visit ten buyers of the north' },
  },
  {
    path: '/v1/qbrs/:qbrId/commitments/:commitmentId/withdraw',
    type: 'CommitmentWithdrawn',
    operationId: 'withdrawCommitment',
    summary: 'Take a commitment back before it is due',
    example: { approvedBy: 'manager-7', reason: 'the region was given away' },
  },
  {
    path: '/v1/qbrs/:qbrId/lock',
    type: 'QbrCommitmentsLocked',
    operationId: 'lockCommitments',
    summary: 'Let the list of what was said stand',
    example: {},
  },
  {
    path: '/v1/qbrs/:qbrId/outcomes',
    type: 'CommitmentOutcomeRecorded',
    operationId: 'recordOutcome',
    summary: 'Say what became of a commitment',
    example: { commitmentId: 'C1', outcome: 'kept', effectiveOn: '2025-03-28' },
  },
  {
    path: '/v1/qbrs/:qbrId/outcomes/correct',
    type: 'CommitmentOutcomeCorrected',
    operationId: 'correctOutcome',
    summary: 'Replace an outcome that was recorded wrongly',
    example: { commitmentId: 'C1', outcome: 'partial', corrects: { source: 'daybook', id: '01JB' }, actual: '7 of 10' },
  },
  {
    path: '/v1/qbrs/:qbrId/learnings',
    type: 'LearningRecorded',
    operationId: 'recordLearning',
    summary: 'Record what was learned',
    example: { commitmentId: 'C1', text: 'Buyers of the north decide in autumn' },
  },
  {
    path: '/v1/qbrs/:qbrId/next-commitments',
    type: 'NextCommitmentProposed',
    operationId: 'proposeNextCommitment',
    summary: 'Propose what comes of a commitment in the next quarter',
    example: { fromCommitmentId: 'C1', text: 'Visit the rest of them' },
  },
  {
    path: '/v1/qbrs/:qbrId/hold',
    type: 'QbrHeld',
    operationId: 'holdQbr',
    summary: 'Record that the review took place',
    example: { minutes: 50, attendees: ['R. Ada', 'M. Bo'], effectiveOn: '2025-04-02' },
  },
  {
    path: '/v1/qbrs/:qbrId/close',
    type: 'QbrClosed',
    operationId: 'closeQbr',
    summary: 'Close a review of which every commitment has its outcome',
    example: {},
  },
  {
    path: '/v1/teams',
    type: 'TeamFormed',
    operationId: 'formTeam',
    summary: 'Form a team',
    example: { teamId: 'T1', name: 'North', effectiveOn: '2025-01-01' },
  },
  {
    path: '/v1/reps',
    type: 'RepHired',
    operationId: 'hireRep',
    summary: 'Take a rep on, and into a team',
    example: { repId: 'R1', name: 'R. Ada', teamId: 'T1', effectiveOn: '2025-01-01' },
  },
  {
    path: '/v1/reps/:repId/leave',
    type: 'RepLeft',
    operationId: 'recordLeaving',
    summary: 'Record that a rep has left',
    example: { effectiveOn: '2025-07-01' },
  },
  {
    path: '/v1/reps/:repId/join-team',
    type: 'TeamJoined',
    operationId: 'joinTeam',
    summary: 'Put a rep into a team from a day on',
    example: { teamId: 'T2', effectiveOn: '2025-04-01' },
  },
  {
    path: '/v1/reps/:repId/leave-team',
    type: 'TeamLeft',
    operationId: 'leaveTeam',
    summary: 'Take a rep out of the team from a day on',
    example: { effectiveOn: '2025-04-01' },
  },
  {
    path: '/v1/reps/:repId/correct-membership',
    type: 'MembershipCorrected',
    operationId: 'correctMembership',
    summary: 'Replace a joining or leaving that was recorded wrongly',
    example: { corrects: { source: 'hr', id: 'join-R1' }, teamId: 'T2', effectiveOn: '2025-04-01' },
  },
  {
    path: '/v1/products',
    type: 'ProductRegistered',
    operationId: 'registerProduct',
    summary: 'Register a product and its family',
    example: { productId: 'BK-1', name: 'Bike', family: 'bikes' },
  },
  {
    path: '/v1/rates',
    type: 'FxRatePublished',
    operationId: 'publishRate',
    summary: 'Publish or restate an exchange rate',
    example: { base: 'EUR', quote: 'USD', kind: 'daily', rate: '1.0812', effectiveOn: '2025-03-14' },
  },
  {
    path: '/v1/policies',
    type: 'PolicySet',
    operationId: 'setPolicy',
    summary: 'Set a rule of the book',
    example: { policyId: 'credit-rule', value: 'named-on-order' },
  },
  {
    path: '/v1/calendars',
    type: 'FiscalCalendarDefined',
    operationId: 'defineCalendar',
    summary: 'Define the fiscal calendar from a fiscal year on',
    example: { fromFiscalYear: 2025, generator: 'gregorian', startMonth: 4 },
  },
  {
    path: '/v1/periods/:period/close',
    type: 'PeriodClosed',
    operationId: 'closePeriod',
    summary: 'Close a fiscal month: what comes later is told apart',
    example: {},
  },
  {
    path: '/v1/periods/:period/reopen',
    type: 'PeriodReopened',
    operationId: 'reopenPeriod',
    summary: 'Open a closed month again',
    example: { reason: 'a feed was missing' },
  },
  ...careEndpoints,
]

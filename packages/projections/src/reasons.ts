/** Reasons of an entry by the type of the event that posted it: where the delta is positive, and where it is negative. */
type Signs = { readonly up: string; readonly down: string }

const same = (reason: string): Signs => ({ up: reason, down: reason })

const reassigned: Signs = { up: 'reassigned-in', down: 'reassigned-out' }

const byEvent: ReadonlyMap<string, Signs> = new Map(
  Object.entries({
    OrderAccepted: { up: 'order', down: 'superseded' },
    OrderCorrected: same('correction'),
    OrderCancelled: same('cancellation'),
    OrderVoided: same('void'),
    DuplicateDismissed: same('dismissed'),
    CreditOverridden: same('credit-override'),
    CreditNoteIssued: same('credit-note'),
    CreditNoteVoided: same('void'),
    AccountAssigned: reassigned,
    AssignmentEnded: reassigned,
    AssignmentCorrected: reassigned,
    AccountLost: same('lost'),
    AccountLossRetracted: same('loss-retracted'),
    AccountWonBack: same('won-back'),
    AccountRegistered: same('registered'),
    AccountLossReasonCorrected: same('loss-reason'),
    AccountClassified: { up: 'key', down: 'secondary' },
    KeyReviewRun: same('key-review'),
    TargetsSet: same('targets'),
    LeadsSet: same('leads'),
    ListReviewed: same('list-review'),
    AccountProfileChanged: same('profile'),
    AccountsMerged: same('merged'),
    AccountsUnmerged: same('unmerged'),
    QuotaSet: same('quota'),
    QuotaWithdrawn: same('quota-withdrawn'),
    FxRatePublished: same('rate'),
    PolicySet: same('policy'),
    FiscalCalendarDefined: same('calendar'),
    ProductRegistered: same('product'),
    RepHired: same('membership'),
    RepLeft: same('membership'),
    TeamJoined: same('membership'),
    TeamLeft: same('membership'),
    MembershipCorrected: same('membership'),
    PeriodClosed: same('close'),
    PeriodReopened: same('reopening'),
    QbrOpened: same('commitment'),
    CommitmentMade: same('commitment'),
    CommitmentReworded: same('commitment'),
    CommitmentAddedAfterLock: same('commitment'),
    QbrCommitmentsLocked: same('locked'),
    CommitmentWithdrawn: same('withdrawn'),
    CommitmentOutcomeRecorded: same('outcome'),
    CommitmentOutcomeCorrected: same('outcome'),
    PdpInitiativeAgreed: same('commitment'),
    PdpInitiativeCompleted: same('outcome'),
    PdpInitiativeMissed: same('outcome'),
    PdpInitiativeRescheduled: same('rescheduled'),
    OpportunityOpened: same('opened'),
    OpportunityAmountChanged: same('amount-changed'),
    OpportunityStageChanged: same('stage-changed'),
    OpportunityProbabilitySet: same('probability'),
    OpportunityExpectedCloseChanged: same('expected-close'),
    OpportunityCompetitorAttached: same('competitor'),
    OpportunityWon: same('won'),
    OpportunityLost: same('lost'),
    OpportunityReopened: same('reopened'),
    PlanOpened: { up: 'plan-begun', down: 'plan-over' },
    PlanTargetRevised: same('target-revised'),
    GoalAdded: same('tree'),
    StrategyAdded: same('tree'),
    InitiativeAdded: same('tree'),
    TacticAdded: same('tree'),
    TacticDropped: same('tree'),
    NodeReworded: same('tree'),
    PlanReviewed: same('review'),
    PlanClosed: same('plan-closed'),
    ContactAdded: same('contact'),
    ContactRoleSet: same('contact-role'),
    WalletEstimated: same('estimate'),
    SatisfactionRecorded: same('answer'),
    ActivityRecorded: same('activity'),
    ActivityVoided: same('void'),
    TouchpointPlanned: same('planned'),
    TouchpointHeld: same('held'),
    TouchpointSkipped: same('skipped'),
    DependencyRaised: same('raised'),
    DependencyMet: same('met'),
    DependencyDropped: same('dropped'),
    KeyProgramOpened: same('opened'),
    KeyProgramUpdated: same('updated'),
    KeyProgramClosed: same('closed'),
  }),
)

/**
 * Why an entry was posted: from the type of its event and the sign of its delta, or by the KPI's own words. Audit 2.5.
 *
 * Pairs that net to zero on one day of a cell are `basis`: whoever lists entries sees that, not this table.
 */
export const reasonOf = (eventType: string, delta: bigint, override?: Signs): string => {
  const signs = override ?? byEvent.get(eventType) ?? same(kebab(eventType))
  return delta < 0n ? signs.down : signs.up
}

const kebab = (name: string): string => name.replace(/(?<=[a-z])[A-Z]/g, (letter) => `-${letter}`).toLowerCase()

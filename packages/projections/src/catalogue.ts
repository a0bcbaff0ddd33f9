import type { Calculation } from './calculation.ts'
import { relationCalculations, relationDocuments, relationKpis, relationRatios, relationReports } from './catalogue-relations.ts'
import { account } from './documents/account.ts'
import { keyReviewsDocument } from './documents/key-reviews.ts'
import { opportunity } from './documents/opportunity.ts'
import { pdp } from './documents/pdp.ts'
import { plan } from './documents/plan.ts'
import { qbr } from './documents/qbr.ts'
import { sellerListDocument } from './documents/seller-list.ts'
import type { Kpi, KpiDescription, Ratio } from './kpi.ts'
import { accountsMergedAway } from './kpis/accounts-merged-away.ts'
import { accountsTransferredIn } from './kpis/accounts-transferred-in.ts'
import { accountsTransferredOut } from './kpis/accounts-transferred-out.ts'
import { activeAccounts } from './kpis/active-accounts.ts'
import { activeAccountsV1 } from './kpis/active-accounts.v1.ts'
import { activeAccountsLost } from './kpis/active-accounts-lost.ts'
import { activePlans } from './kpis/active-plans.ts'
import { averageBuyingAccounts } from './kpis/average-buying-accounts.ts'
import { averageOrderSize } from './kpis/average-order-size.ts'
import { buyingAccounts } from './kpis/buying-accounts.ts'
import { buyingAccountsChange } from './kpis/buying-accounts-change.ts'
import { buyingAccountsR12 } from './kpis/buying-accounts-r12.ts'
import { carryOverRate } from './kpis/carry-over-rate.ts'
import { churn } from './kpis/churn.ts'
import { commitmentsAdded } from './kpis/commitments-added.ts'
import { commitmentsCarriedOver } from './kpis/commitments-carried-over.ts'
import { commitmentsKept } from './kpis/commitments-kept.ts'
import { commitmentsKeptOnTime } from './kpis/commitments-kept-on-time.ts'
import { commitmentsMissed } from './kpis/commitments-missed.ts'
import { commitmentsSaid } from './kpis/commitments-said.ts'
import { commitmentsWithdrawn } from './kpis/commitments-withdrawn.ts'
import { competitiveLosses } from './kpis/competitive-losses.ts'
import { competitiveWinRate } from './kpis/competitive-win-rate.ts'
import { competitiveWins } from './kpis/competitive-wins.ts'
import { creditedOrders } from './kpis/credited-orders.ts'
import { dataQuality } from './kpis/data-quality.ts'
import { followThrough } from './kpis/follow-through.ts'
import { followThroughOnTime } from './kpis/follow-through-on-time.ts'
import { forecast } from './kpis/forecast.ts'
import { forecastAccuracy } from './kpis/forecast-accuracy.ts'
import { forecastBias } from './kpis/forecast-bias.ts'
import { forecastMape } from './kpis/forecast-mape.ts'
import { forecastSet } from './kpis/forecast-set.ts'
import { forecastWape } from './kpis/forecast-wape.ts'
import { grossRevenueRetention } from './kpis/gross-revenue-retention.ts'
import { grossSales } from './kpis/gross-sales.ts'
import { gsitCoverage } from './kpis/gsit-coverage.ts'
import { gsitGoals } from './kpis/gsit-goals.ts'
import { gsitGoalsCovered } from './kpis/gsit-goals-covered.ts'
import { gsitInitiativeCoverage } from './kpis/gsit-initiative-coverage.ts'
import { gsitInitiatives } from './kpis/gsit-initiatives.ts'
import { gsitInitiativesCovered } from './kpis/gsit-initiatives-covered.ts'
import { gsitStrategies } from './kpis/gsit-strategies.ts'
import { gsitStrategiesCovered } from './kpis/gsit-strategies-covered.ts'
import { gsitStrategyCoverage } from './kpis/gsit-strategy-coverage.ts'
import { gsitTacticCoverage } from './kpis/gsit-tactic-coverage.ts'
import { gsitTactics } from './kpis/gsit-tactics.ts'
import { gsitTacticsCovered } from './kpis/gsit-tactics-covered.ts'
import { initiativeFollowThrough } from './kpis/initiative-follow-through.ts'
import { initiativeFollowThroughOnTime } from './kpis/initiative-follow-through-on-time.ts'
import { initiativesAgreed } from './kpis/initiatives-agreed.ts'
import { initiativesCompleted } from './kpis/initiatives-completed.ts'
import { initiativesCompletedOnTime } from './kpis/initiatives-completed-on-time.ts'
import { keyAccounts } from './kpis/key-accounts.ts'
import { lapsedAccounts } from './kpis/lapsed-accounts.ts'
import { lastThirdShare } from './kpis/last-third-share.ts'
import { leads } from './kpis/leads.ts'
import { linearity } from './kpis/linearity.ts'
import { listReviewCompliance } from './kpis/list-review-compliance.ts'
import { listsKept } from './kpis/lists-kept.ts'
import { listsReviewed } from './kpis/lists-reviewed.ts'
import { lostAccounts } from './kpis/lost-accounts.ts'
import { lostAfterLapse } from './kpis/lost-after-lapse.ts'
import { lostOpportunities } from './kpis/lost-opportunities.ts'
import { lostValue } from './kpis/lost-value.ts'
import { medianInterval } from './kpis/median-interval.ts'
import { netNewAccounts } from './kpis/net-new-accounts.ts'
import { netRevenueRetention } from './kpis/net-revenue-retention.ts'
import { netSales } from './kpis/net-sales.ts'
import { newAccounts } from './kpis/new-accounts.ts'
import { openingForecast } from './kpis/opening-forecast.ts'
import { openingForecastSet } from './kpis/opening-forecast-set.ts'
import { orders } from './kpis/orders.ts'
import { overdueBuyers } from './kpis/overdue-buyers.ts'
import { overdueBuyersV1 } from './kpis/overdue-buyers.v1.ts'
import { overdueScore } from './kpis/overdue-score.ts'
import { overdueShare } from './kpis/overdue-share.ts'
import { pAlive } from './kpis/p-alive.ts'
import { paceAttainment } from './kpis/pace-attainment.ts'
import { pipeline } from './kpis/pipeline.ts'
import { pipelineConcentration } from './kpis/pipeline-concentration.ts'
import { planAchievement } from './kpis/plan-achievement.ts'
import { planAgeDays } from './kpis/plan-age-days.ts'
import { planCoverage } from './kpis/plan-coverage.ts'
import { planForecast } from './kpis/plan-forecast.ts'
import { planForecastAchievement } from './kpis/plan-forecast-achievement.ts'
import { planForecastAttainment } from './kpis/plan-forecast-attainment.ts'
import { planForecastVariance } from './kpis/plan-forecast-variance.ts'
import { planPipeline } from './kpis/plan-pipeline.ts'
import { planReviews } from './kpis/plan-reviews.ts'
import { planSales } from './kpis/plan-sales.ts'
import { planTarget } from './kpis/plan-target.ts'
import { planTargets } from './kpis/plan-targets.ts'
import { preventableLossShare } from './kpis/preventable-loss-share.ts'
import { preventableLosses } from './kpis/preventable-losses.ts'
import { previousYearSales } from './kpis/previous-year-sales.ts'
import { productShare } from './kpis/product-share.ts'
import { quota } from './kpis/quota.ts'
import { quotaAttainment } from './kpis/quota-attainment.ts'
import { quotaGap } from './kpis/quota-gap.ts'
import { quotaPace } from './kpis/quota-pace.ts'
import { quotaSet } from './kpis/quota-set.ts'
import { quotaVariance } from './kpis/quota-variance.ts'
import { reactivatedAccounts } from './kpis/reactivated-accounts.ts'
import { repeatMisses } from './kpis/repeat-misses.ts'
import { requiredRunRate } from './kpis/required-run-rate.ts'
import { retention } from './kpis/retention.ts'
import { retentionV1 } from './kpis/retention.v1.ts'
import { retentionByActivity } from './kpis/retention-by-activity.ts'
import { retentionByLoss } from './kpis/retention-by-loss.ts'
import { retentionDeparted } from './kpis/retention-departed.ts'
import { retentionJoined } from './kpis/retention-joined.ts'
import { retentionKept } from './kpis/retention-kept.ts'
import { retentionLost } from './kpis/retention-lost.ts'
import { retentionLostBuying } from './kpis/retention-lost-buying.ts'
import { retentionOpening } from './kpis/retention-opening.ts'
import { revenueToReplace } from './kpis/revenue-to-replace.ts'
import { runRate } from './kpis/run-rate.ts'
import { salesGrowth } from './kpis/sales-growth.ts'
import { salesOutlook } from './kpis/sales-outlook.ts'
import { salesPerCustomer } from './kpis/sales-per-customer.ts'
import { seasonalityIndex } from './kpis/seasonality-index.ts'
import { submittedForecast } from './kpis/submitted-forecast.ts'
import { targets } from './kpis/targets.ts'
import { tenureDays } from './kpis/tenure-days.ts'
import { tenureEnd } from './kpis/tenure-end.ts'
import { tenureStart } from './kpis/tenure-start.ts'
import { unknownAssignees } from './kpis/unknown-assignees.ts'
import { unknownQuotaOwners } from './kpis/unknown-quota-owners.ts'
import { unknownReviewees } from './kpis/unknown-reviewees.ts'
import { weeklyLinearity } from './kpis/weekly-linearity.ts'
import { weightedPipeline } from './kpis/weighted-pipeline.ts'
import { winRate } from './kpis/win-rate.ts'
import { wonBackAccounts } from './kpis/won-back-accounts.ts'
import { wonOpportunities } from './kpis/won-opportunities.ts'
import { wonValue } from './kpis/won-value.ts'
import { ytdForecast } from './kpis/ytd-forecast.ts'
import { ledgersOf } from './ledgers.ts'
import type { AnyReport } from './report.ts'
import { accountDashboard } from './reports/account-dashboard.ts'
import { accountList } from './reports/account-list.ts'
import { assignmentHistory } from './reports/assignment-history.ts'
import { auditMatrix } from './reports/audit-matrix.ts'
import { dataQualityReport } from './reports/data-quality.ts'
import { developmentActions } from './reports/development-actions.ts'
import { gsitTree } from './reports/gsit-tree.ts'
import { industryAnalysis } from './reports/industry-analysis.ts'
import { initiativesTracker } from './reports/initiatives-tracker.ts'
import { keyAccountEvaluation } from './reports/key-account-evaluation.ts'
import { keyAccountPlan } from './reports/key-account-plan.ts'
import { keyCutOffReport } from './reports/key-cut-off.ts'
import { keyDeals } from './reports/key-deals.ts'
import { ksiBenchmarks } from './reports/ksi-benchmarks.ts'
import { ksiByRep } from './reports/ksi-by-rep.ts'
import { listQuality } from './reports/list-quality.ts'
import { listReviews } from './reports/list-reviews.ts'
import { lkaList } from './reports/lka-list.ts'
import { lossCauses } from './reports/loss-causes.ts'
import { lostAccountsReport } from './reports/lost-accounts.ts'
import { managementDashboard } from './reports/management-dashboard.ts'
import { monthlyBuyingAccounts } from './reports/monthly-buying-accounts.ts'
import { overdueBuyersReport } from './reports/overdue-buyers.ts'
import { performanceAudit } from './reports/performance-audit.ts'
import { periodClose } from './reports/period-close.ts'
import { pipelineReport } from './reports/pipeline.ts'
import { planRegister } from './reports/plan-register.ts'
import { qbr as qbrReport } from './reports/qbr.ts'
import { salesForecaster } from './reports/sales-forecaster.ts'
import { salesVsQuota } from './reports/sales-vs-quota.ts'
import { strategicForecast } from './reports/strategic-forecast.ts'
import { territoryRetention } from './reports/territory-retention.ts'
import { winsLosses } from './reports/wins-losses.ts'
import type { Workbook } from './workbook.ts'
import { businessPlan } from './workbooks/business-plan.ts'

/** A KPI whose piece type is forgotten, so that KPIs of different pieces can share a list. */
export type AnyKpi = KpiDescription & Pick<Kpi, 'per' | 'fold' | 'contributions'>

/** Every KPI that is posted: one line each. */
export const kpis: readonly AnyKpi[] = [
  netSales,
  grossSales,
  orders,
  creditedOrders,
  buyingAccounts,
  buyingAccountsR12,
  activeAccounts,
  lapsedAccounts,
  overdueBuyers,
  newAccounts,
  reactivatedAccounts,
  wonBackAccounts,
  activeAccountsLost,
  accountsTransferredIn,
  accountsTransferredOut,
  accountsMergedAway,
  lostAccounts,
  preventableLosses,
  lostAfterLapse,
  tenureStart,
  tenureEnd,
  retentionDeparted,
  retentionJoined,
  retentionLost,
  retentionLostBuying,
  quota,
  quotaSet,
  submittedForecast,
  forecastSet,
  openingForecast,
  openingForecastSet,
  commitmentsSaid,
  commitmentsKept,
  commitmentsKeptOnTime,
  keyAccounts,
  targets,
  leads,
  listsKept,
  listsReviewed,
  commitmentsMissed,
  commitmentsWithdrawn,
  commitmentsAdded,
  commitmentsCarriedOver,
  repeatMisses,
  initiativesAgreed,
  initiativesCompleted,
  initiativesCompletedOnTime,
  pipeline,
  weightedPipeline,
  wonOpportunities,
  lostOpportunities,
  wonValue,
  lostValue,
  competitiveWins,
  competitiveLosses,
  ...relationKpis,
  dataQuality,
  unknownAssignees,
  unknownQuotaOwners,
  unknownReviewees,
  activePlans,
  planReviews,
  planTargets,
  gsitGoals,
  gsitGoalsCovered,
  gsitStrategies,
  gsitStrategiesCovered,
  gsitInitiatives,
  gsitInitiativesCovered,
  gsitTactics,
  gsitTacticsCovered,
]

/** Older versions whose code is kept, so that ledgers posted with them go on until others take their place: one line each. */
export const formerKpis: readonly AnyKpi[] = [activeAccountsV1, overdueBuyersV1, retentionOpening, retentionKept]

/** Every KPI that is made of two others when it is read: one line each. */
export const ratios: readonly Ratio[] = [
  averageOrderSize,
  salesPerCustomer,
  preventableLossShare,
  quotaVariance,
  quotaAttainment,
  followThrough,
  followThroughOnTime,
  gsitCoverage,
  gsitStrategyCoverage,
  gsitInitiativeCoverage,
  gsitTacticCoverage,
  carryOverRate,
  initiativeFollowThrough,
  initiativeFollowThroughOnTime,
  overdueShare,
  ...relationRatios,
]

/** Every KPI that is computed from others when it is read, and is no plain ratio: one line each. */
export const calculations: readonly Calculation[] = [
  previousYearSales,
  salesGrowth,
  runRate,
  productShare,
  linearity,
  lastThirdShare,
  weeklyLinearity,
  quotaGap,
  requiredRunRate,
  medianInterval,
  overdueScore,
  pAlive,
  seasonalityIndex,
  averageBuyingAccounts,
  buyingAccountsChange,
  netNewAccounts,
  retention,
  retentionByLoss,
  retentionByActivity,
  churn,
  netRevenueRetention,
  grossRevenueRetention,
  revenueToReplace,
  tenureDays,
  forecast,
  ytdForecast,
  salesOutlook,
  forecastWape,
  forecastAccuracy,
  forecastMape,
  forecastBias,
  quotaPace,
  paceAttainment,
  listReviewCompliance,
  winRate,
  competitiveWinRate,
  planForecast,
  planForecastVariance,
  planForecastAttainment,
  pipelineConcentration,
  planTarget,
  planSales,
  planPipeline,
  planAchievement,
  planForecastAchievement,
  planAgeDays,
  planCoverage,
  ...relationCalculations,
]

/** A measure that is computed when it is read. */
export type Derived = Ratio | Calculation

/** A measure that can be asked for by name. */
export type AnyMeasure = KpiDescription | Derived

/** Every measure that is computed when it is read. */
export const derived: readonly Derived[] = [...ratios, ...calculations]

/** Older versions of these, for ledgers that were posted before what the newest are computed from: one line each. */
export const formerDerived: readonly Derived[] = [retentionV1]

/** Every document that is kept: one line each. */
export const documents = [
  account,
  qbr,
  opportunity,
  plan,
  pdp,
  ...relationDocuments,
  keyReviewsDocument,
  sellerListDocument,
] as const

/** The ledgers that the KPIs name, with the columns of their rows. */
export const ledgers = ledgersOf(kpis)

/** Every table that a person reads: one line each. */
export const reports: readonly AnyReport[] = [
  monthlyBuyingAccounts,
  salesVsQuota,
  overdueBuyersReport,
  lostAccountsReport,
  territoryRetention,
  lossCauses,
  qbrReport,
  assignmentHistory,
  dataQualityReport,
  salesForecaster,
  periodClose,
  ksiBenchmarks,
  ksiByRep,
  accountList,
  keyCutOffReport,
  lkaList,
  listReviews,
  keyAccountEvaluation,
  listQuality,
  initiativesTracker,
  industryAnalysis,
  auditMatrix,
  developmentActions,
  pipelineReport,
  winsLosses,
  keyDeals,
  keyAccountPlan,
  strategicForecast,
  planRegister,
  gsitTree,
  accountDashboard,
  managementDashboard,
  performanceAudit,
  ...relationReports,
]

/** Every workbook of several reports: one line each. */
export const workbooks: readonly Workbook[] = [businessPlan]

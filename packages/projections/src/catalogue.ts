import type { Calculation } from './calculation.ts'
import { account } from './documents/account.ts'
import { pdp } from './documents/pdp.ts'
import { qbr } from './documents/qbr.ts'
import type { Kpi, KpiDescription, Ratio } from './kpi.ts'
import { activeAccounts } from './kpis/active-accounts.ts'
import { averageOrderSize } from './kpis/average-order-size.ts'
import { buyingAccounts } from './kpis/buying-accounts.ts'
import { carryOverRate } from './kpis/carry-over-rate.ts'
import { commitmentsAdded } from './kpis/commitments-added.ts'
import { commitmentsCarriedOver } from './kpis/commitments-carried-over.ts'
import { commitmentsKept } from './kpis/commitments-kept.ts'
import { commitmentsKeptOnTime } from './kpis/commitments-kept-on-time.ts'
import { commitmentsMissed } from './kpis/commitments-missed.ts'
import { commitmentsSaid } from './kpis/commitments-said.ts'
import { commitmentsWithdrawn } from './kpis/commitments-withdrawn.ts'
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
import { grossSales } from './kpis/gross-sales.ts'
import { initiativeFollowThrough } from './kpis/initiative-follow-through.ts'
import { initiativeFollowThroughOnTime } from './kpis/initiative-follow-through-on-time.ts'
import { initiativesAgreed } from './kpis/initiatives-agreed.ts'
import { initiativesCompleted } from './kpis/initiatives-completed.ts'
import { initiativesCompletedOnTime } from './kpis/initiatives-completed-on-time.ts'
import { lastThirdShare } from './kpis/last-third-share.ts'
import { linearity } from './kpis/linearity.ts'
import { lostAccounts } from './kpis/lost-accounts.ts'
import { netSales } from './kpis/net-sales.ts'
import { openingForecast } from './kpis/opening-forecast.ts'
import { openingForecastSet } from './kpis/opening-forecast-set.ts'
import { orders } from './kpis/orders.ts'
import { overdueBuyers } from './kpis/overdue-buyers.ts'
import { paceAttainment } from './kpis/pace-attainment.ts'
import { previousYearSales } from './kpis/previous-year-sales.ts'
import { productShare } from './kpis/product-share.ts'
import { quota } from './kpis/quota.ts'
import { quotaAttainment } from './kpis/quota-attainment.ts'
import { quotaGap } from './kpis/quota-gap.ts'
import { quotaPace } from './kpis/quota-pace.ts'
import { quotaSet } from './kpis/quota-set.ts'
import { quotaVariance } from './kpis/quota-variance.ts'
import { repeatMisses } from './kpis/repeat-misses.ts'
import { requiredRunRate } from './kpis/required-run-rate.ts'
import { retention } from './kpis/retention.ts'
import { retentionKept } from './kpis/retention-kept.ts'
import { retentionOpening } from './kpis/retention-opening.ts'
import { runRate } from './kpis/run-rate.ts'
import { salesGrowth } from './kpis/sales-growth.ts'
import { salesOutlook } from './kpis/sales-outlook.ts'
import { salesPerCustomer } from './kpis/sales-per-customer.ts'
import { submittedForecast } from './kpis/submitted-forecast.ts'
import { weeklyLinearity } from './kpis/weekly-linearity.ts'
import { ytdForecast } from './kpis/ytd-forecast.ts'
import { ledgersOf } from './ledgers.ts'
import type { AnyReport } from './report.ts'
import { assignmentHistory } from './reports/assignment-history.ts'
import { dataQualityReport } from './reports/data-quality.ts'
import { initiativesTracker } from './reports/initiatives-tracker.ts'
import { ksiBenchmarks } from './reports/ksi-benchmarks.ts'
import { ksiByRep } from './reports/ksi-by-rep.ts'
import { lostAccountsReport } from './reports/lost-accounts.ts'
import { monthlyBuyingAccounts } from './reports/monthly-buying-accounts.ts'
import { overdueBuyersReport } from './reports/overdue-buyers.ts'
import { periodClose } from './reports/period-close.ts'
import { qbr as qbrReport } from './reports/qbr.ts'
import { salesForecaster } from './reports/sales-forecaster.ts'
import { salesVsQuota } from './reports/sales-vs-quota.ts'

/** A KPI whose piece type is forgotten, so that KPIs of different pieces can share a list. */
export type AnyKpi = KpiDescription & Pick<Kpi, 'per' | 'fold' | 'contributions'>

/** Every KPI that is posted: one line each. */
export const kpis: readonly AnyKpi[] = [
  netSales,
  grossSales,
  orders,
  creditedOrders,
  buyingAccounts,
  activeAccounts,
  overdueBuyers,
  lostAccounts,
  retentionOpening,
  retentionKept,
  quota,
  quotaSet,
  submittedForecast,
  forecastSet,
  openingForecast,
  openingForecastSet,
  commitmentsSaid,
  commitmentsKept,
  commitmentsKeptOnTime,
  commitmentsMissed,
  commitmentsWithdrawn,
  commitmentsAdded,
  commitmentsCarriedOver,
  repeatMisses,
  initiativesAgreed,
  initiativesCompleted,
  initiativesCompletedOnTime,
  dataQuality,
]

/**
 * Older versions whose code is kept, so that ledgers posted with them go on until others take their place: one line each. None yet: every
 * KPI is at its first.
 */
export const formerKpis: readonly AnyKpi[] = []

/** Every KPI that is made of two others when it is read: one line each. */
export const ratios: readonly Ratio[] = [
  averageOrderSize,
  salesPerCustomer,
  retention,
  quotaVariance,
  quotaAttainment,
  followThrough,
  followThroughOnTime,
  carryOverRate,
  initiativeFollowThrough,
  initiativeFollowThroughOnTime,
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
  forecast,
  ytdForecast,
  salesOutlook,
  forecastWape,
  forecastAccuracy,
  forecastMape,
  forecastBias,
  quotaPace,
  paceAttainment,
]

/** A measure that is computed when it is read. */
export type Derived = Ratio | Calculation

/** A measure that can be asked for by name. */
export type AnyMeasure = KpiDescription | Derived

/** Every measure that is computed when it is read. */
export const derived: readonly Derived[] = [...ratios, ...calculations]

/** Every document that is kept: one line each. */
export const documents = [account, qbr, pdp] as const

/** The ledgers that the KPIs name, with the columns of their rows. */
export const ledgers = ledgersOf(kpis)

/** Every table that a person reads: one line each. */
export const reports: readonly AnyReport[] = [
  monthlyBuyingAccounts,
  salesVsQuota,
  overdueBuyersReport,
  lostAccountsReport,
  qbrReport,
  assignmentHistory,
  dataQualityReport,
  salesForecaster,
  periodClose,
  ksiBenchmarks,
  ksiByRep,
  initiativesTracker,
]

import { activity } from './documents/activity.ts'
import { dependency } from './documents/dependency.ts'
import { keyProgram } from './documents/key-program.ts'
import { relations } from './documents/relations.ts'
import { touchpoint } from './documents/touchpoint.ts'
import { cadenceCompliance } from './kpis/cadence-compliance.ts'
import { costOfSales } from './kpis/cost-of-sales.ts'
import { csatPoints } from './kpis/csat-points.ts'
import { csatRespondents } from './kpis/csat-respondents.ts'
import { daysToMeet } from './kpis/days-to-meet.ts'
import { demoWinRate } from './kpis/demo-win-rate.ts'
import { demoWins } from './kpis/demo-wins.ts'
import { demos } from './kpis/demos.ts'
import { dependenciesMet } from './kpis/dependencies-met.ts'
import { dependenciesOpen } from './kpis/dependencies-open.ts'
import { dependenciesOverdue } from './kpis/dependencies-overdue.ts'
import { dependencyDays } from './kpis/dependency-days.ts'
import { grossMargin } from './kpis/gross-margin.ts'
import { keyProgramValue } from './kpis/key-program-value.ts'
import { keyPrograms } from './kpis/key-programs.ts'
import { newLaunchWins } from './kpis/new-launch-wins.ts'
import { newProductWins } from './kpis/new-product-wins.ts'
import { newToAccountWins } from './kpis/new-to-account-wins.ts'
import { npsPoints } from './kpis/nps-points.ts'
import { npsRespondents } from './kpis/nps-respondents.ts'
import { relationshipCoverage } from './kpis/relationship-coverage.ts'
import { rolesCovered } from './kpis/roles-covered.ts'
import { rolesRequired } from './kpis/roles-required.ts'
import { salesWithCost } from './kpis/sales-with-cost.ts'
import { satisfaction } from './kpis/satisfaction.ts'
import { satisfactionCsat } from './kpis/satisfaction-csat.ts'
import { satisfactionNps } from './kpis/satisfaction-nps.ts'
import { touchpointsHeld } from './kpis/touchpoints-held.ts'
import { touchpointsPlanned } from './kpis/touchpoints-planned.ts'
import { upgrades } from './kpis/upgrades.ts'
import { walletEstimate } from './kpis/wallet-estimate.ts'
import { walletEstimateDays } from './kpis/wallet-estimate-days.ts'
import { walletEstimates } from './kpis/wallet-estimates.ts'
import { walletSales } from './kpis/wallet-sales.ts'
import { walletShare } from './kpis/wallet-share.ts'
import { cadence } from './reports/cadence.ts'
import { dependencies } from './reports/dependencies.ts'
import { dependencyRegister } from './reports/dependency-register.ts'
import { keyProgramsReport } from './reports/key-programs.ts'
import { productMix } from './reports/product-mix.ts'
import { relationshipMap } from './reports/relationship-map.ts'
import { wallet } from './reports/wallet.ts'

/** What is posted of the relations to accounts, of the work on them and of what they buy besides its worth: one line each. */
export const relationKpis = [
  demos,
  demoWins,
  touchpointsPlanned,
  touchpointsHeld,
  dependenciesOpen,
  dependenciesOverdue,
  dependenciesMet,
  dependencyDays,
  rolesCovered,
  rolesRequired,
  csatPoints,
  csatRespondents,
  npsPoints,
  npsRespondents,
  walletEstimate,
  walletEstimates,
  walletEstimateDays,
  walletSales,
  upgrades,
  newToAccountWins,
  newLaunchWins,
  newProductWins,
  salesWithCost,
  costOfSales,
  keyPrograms,
  keyProgramValue,
] as const

/** What is made of two of these when it is read: one line each. */
export const relationRatios = [cadenceCompliance, demoWinRate, relationshipCoverage, satisfactionCsat, satisfactionNps] as const

/** What is computed from these when it is read: one line each. */
export const relationCalculations = [satisfaction, walletShare, daysToMeet, grossMargin] as const

/** The documents of the relations to accounts: one line each. */
export const relationDocuments = [relations, activity, touchpoint, dependency, keyProgram] as const

/** What a person reads of them: one line each. */
export const relationReports = [
  relationshipMap,
  cadence,
  dependencies,
  dependencyRegister,
  productMix,
  wallet,
  keyProgramsReport,
] as const

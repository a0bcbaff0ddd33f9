import type { DashboardLine, PagesAsked } from './dashboard-figures.ts'
import type { PeriodSelection } from './period-selection.ts'
import { familyShares } from './product-mix-rows.ts'
import type { ReportContext, ReportRow } from './report.ts'
import { byValue, dealsAsked, moneyCell, type ReportedDeal } from './report-deals.ts'
import { programsAsked, type ReportedProgram, statusOf } from './report-programs.ts'

/**
 * The lines of a page that a KPI falls apart into: the pipeline by stage, key deals, key programs, and the share of each product family,
 * of an account or of the organisation. R-G1 of the domain specification.
 */
export const itemLines = (context: ReportContext, asked: PagesAsked): Promise<readonly DashboardLine[]> =>
  Promise.all([dealLines(context, asked), programLines(context, asked), familyLines(context, asked)]).then((lines) =>
    lines.flat(),
  )

const noItem = { previous: null, change: null, reason: null, stage: null, status: null, evidence: null }

const dealLines = (context: ReportContext, asked: PagesAsked): Promise<readonly DashboardLine[]> =>
  dealsAsked(context, {}).then((deals) =>
    asked.entities.flatMap((entity) => {
      const own = deals.filter(isOfWhom(asked.scope, entity))
      return [...stagesOf(own, asked.period), ...keyDealsOf(own, asked.period)].map((row) => ({
        entity,
        section: 'opportunities',
        row: { ...noItem, period: asked.period.id, unit: 'money', ...row },
      }))
    }),
  )

const isOfWhom =
  (scope: PagesAsked['scope'], entity: string | null) =>
  ({ deal: { data }, teamId }: ReportedDeal): boolean => {
    const ids = { org: null, team: teamId, rep: data.ownerId, account: data.accountId }
    return ids[scope] === entity
  }

/** Open deals that should close in the period, by stage: M-28, told apart. */
const stagesOf = (deals: readonly ReportedDeal[], { first, last }: PeriodSelection): readonly ReportRow[] => {
  const due = deals.filter(({ deal }) => deal.ending === null && first <= deal.expectedCloseOn && deal.expectedCloseOn <= last)
  const stages = [...Map.groupBy(due, ({ deal }) => deal.stage ?? '')].sort(([a], [b]) => (a < b ? -1 : 1))
  const sum = (amounts: readonly (bigint | null)[]) =>
    moneyCell(amounts.reduce<bigint>((total, each) => total + (each ?? 0n), 0n))
  return stages.flatMap(([stage, own]) => {
    const of = { item: stage === '' ? 'no-stage' : stage, itemName: null, stage: stage === '' ? null : stage }
    return [
      { figure: 'pipeline', title: 'Pipeline by stage', ...of, value: sum(own.map(({ value }) => value)) },
      {
        figure: 'weighted-pipeline',
        title: 'Weighted pipeline by stage',
        ...of,
        value: sum(own.map(({ weighted }) => weighted)),
      },
    ]
  })
}

/** Deals that were marked and are open, or ended in the period. M-56. */
const keyDealsOf = (deals: readonly ReportedDeal[], { first, last }: PeriodSelection): readonly ReportRow[] =>
  deals
    .filter(({ deal: { keyDeal, ending } }) => keyDeal !== null && isWithin(ending?.effectiveOn ?? null, { first, last }))
    .sort(byValue(({ value }) => value))
    .map(({ opportunityId, deal, value }) => ({
      ...{ figure: 'key-deals', title: 'Key deals', item: opportunityId, itemName: deal.data.name ?? null },
      ...{ value: moneyCell(value), stage: deal.stage },
      status: deal.ending === null ? 'open' : deal.ending.type === 'OpportunityWon' ? 'won' : 'lost',
    }))

/** Whether something is not over, or ended within a period. */
const isWithin = (endedOn: string | null, { first, last }: Pick<PeriodSelection, 'first' | 'last'>): boolean =>
  endedOn === null || (first <= endedOn && endedOn <= last)

/** Programs belong to accounts: reps and teams have none. M-56. */
const programLines = (context: ReportContext, { scope, entities, period }: PagesAsked): Promise<readonly DashboardLine[]> => {
  if (scope === 'rep' || scope === 'team') return Promise.resolve([])
  const isMeant = (each: ReportedProgram): boolean => isWithin(each.program.closed?.effectiveOn ?? null, period)
  return programsAsked(context, () => true).then((programs) =>
    entities.flatMap((entity) =>
      programs
        .filter((each) => isMeant(each) && (entity === null || each.customerId === entity))
        .map((each) => ({ entity, section: 'programs', row: { ...noItem, period: period.id, ...programRow(each) } })),
    ),
  )
}

const programRow = (reported: ReportedProgram): ReportRow => {
  const { programId, program, value } = reported
  return {
    ...{ figure: 'key-program-value', title: 'Key programs', item: programId, itemName: program.name, unit: 'money' },
    ...{ value: moneyCell(value), stage: program.stage, status: statusOf(reported) },
  }
}

/** The ledger tells who bought a family, not from whom: reps and teams have no such shares. M-09. */
const familyLines = (context: ReportContext, { scope, entities, period }: PagesAsked): Promise<readonly DashboardLine[]> => {
  if (scope === 'rep' || scope === 'team') return Promise.resolve([])
  return familyShares(context, period, scope === 'org' ? null : entities.flatMap((entity) => entity ?? [])).then((rows) =>
    rows.map(({ accountId, family, share, reason, status }) => ({
      entity: accountId === null ? null : String(accountId),
      section: 'products',
      row: {
        ...{ ...noItem, period: period.id, figure: 'product-share', title: 'Product share', item: family, itemName: null },
        ...{ unit: 'ratio', value: share, reason, status },
        evidence:
          scope === 'org'
            ? context.explainedAt({ kpi: 'product-share', scope: 'family', entity: String(family), period: period.id })
            : null,
      },
    })),
  )
}

import { accept, addDays, byText, type Day } from '@daybook/domain'
import { z } from 'zod'
import { actionTemplatesVersion, templateFor } from '../action-templates.ts'
import type { InitiativeRecord, PdpDocument } from '../documents/pdp.ts'
import { type Exact, half, threeQuarters } from '../exact.ts'
import { indicatorText } from '../indicator-text.ts'
import { dueOn, statusOf } from '../initiative-status.ts'
import { directionOf, ksis } from '../ksis.ts'
import { oneByOne } from '../one-by-one.ts'
import { peerGroupOf, peersAmong } from '../peers.ts'
import type { PeriodSelection } from '../period-selection.ts'
import { isLess, type Rated, ratedIn } from '../ratings.ts'
import {
  defineReport,
  type MeasureSays,
  periodParameters,
  periodsAsked,
  type ReportContext,
  type ReportRow,
  repeated,
} from '../report.ts'
import { isRepAsked, repsWith } from '../reps-asked.ts'

const statuses = ['suggested', 'accepted', 'completed', 'missed'] as const

/**
 * R-101 of the domain specification: M-60 to M-63. One row for each indicator in which a rep is weak, with what the peers have as the
 * target and an action from the table of templates, due thirty days after the day asked about.
 *
 * Accepted is what a development plan of the rep has taken up: one that names the indicator among its gaps, or has an initiative of its
 * name, and was open on that day or opened since the period began.
 */
export const developmentActions = defineReport({
  name: 'development-actions',
  title: 'Development actions',
  definition:
    'Where each rep is weak by what his peers have, what to aim for, what to do about it, and what of it has been agreed on.',
  whenEmpty: { needs: ['RepHired', 'PdpInitiativeAgreed'] },
  version: actionTemplatesVersion,
  view: 'credit',
  parameters: z.strictObject({
    ...periodParameters,
    scope: z.enum(['org', 'team', 'rep']).optional(),
    entity: repeated,
    ksi: repeated,
    status: z.enum(statuses).optional(),
    peers: z.enum(['org', 'team']).default('org'),
  }),
  columns: [
    { id: 'repId', title: 'Rep', type: 'id' },
    { id: 'ksi', title: 'Indicator', type: 'id' },
    { id: 'value', title: 'Value', type: 'number' },
    { id: 'orgBenchmark', title: 'All peers together', type: 'number' },
    { id: 'gap', title: 'Gap', type: 'number' },
    { id: 'index', title: 'Index', type: 'ratio' },
    { id: 'severity', title: 'Severity', type: 'id' },
    { id: 'suggestedTarget', title: 'Target', type: 'number' },
    { id: 'suggestedAction', title: 'Action', type: 'text' },
    { id: 'ownerId', title: 'To be done by', type: 'id' },
    { id: 'due', title: 'Due', type: 'date' },
    { id: 'acceptedOn', title: 'Accepted on', type: 'date' },
    { id: 'pdpId', title: 'Plan', type: 'id' },
    { id: 'status', title: 'Status', type: 'id' },
    { id: 'period', title: 'Period', type: 'id' },
    { id: 'unit', title: 'Unit', type: 'id' },
  ],
  rows: (context, parameters) => {
    const periods = periodsAsked(context, parameters)
    if (!periods.ok) return Promise.resolve(periods)
    const measures = (parameters.ksi ?? ksis.map(({ kpi }) => kpi)).flatMap((kpi) => context.measure(kpi) ?? [])
    const asked = measures.flatMap((measure) => periods.value.map((period) => ({ measure, period, group: parameters.peers })))
    return Promise.all([context.pdps(), oneByOne(asked, (one) => weaknessesOf(context, one))]).then(([plans, weaknesses]) =>
      accept(
        weaknesses
          .flat()
          .filter(({ repId, period }) => isRepAsked(context.reference, parameters, period)(repId))
          .map((weakness) => rowOf(weakness, plans, context.asOf))
          .filter(({ status }) => status === (parameters.status ?? status))
          .sort(byRep),
      ),
    )
  },
  cells: ({ repId, ksi, period }) => [{ kpi: String(ksi), scope: 'rep', entity: String(repId), period: String(period) }],
})

const byRep = (a: ReportRow, b: ReportRow): number => byText(String(a.repId), String(b.repId))

type Asked = { readonly measure: MeasureSays; readonly period: PeriodSelection; readonly group: 'org' | 'team' }

/** An indicator in which a rep is weak. */
type Weakness = Asked & { readonly repId: string; readonly rated: Rated; readonly index: Exact }

const weaknessesOf = (context: ReportContext, asked: Asked): Promise<readonly Weakness[]> => {
  const { measure, period, group } = asked
  const { reference } = context
  const read = { kpi: measure.name, scope: 'rep', periods: [period.id] } as const
  if (!measure.scopes.includes('rep')) return Promise.resolve([])
  return context
    .cells({ ...read, entities: null })
    .then(({ entities }) => peersAmong(reference, repsWith(reference, entities), period))
    .then((reps) => context.cells({ ...read, entities: reps }).then((cells) => ({ reps, cells })))
    .then(({ reps, cells }) => {
      const outcomes = new Map(reps.map((rep) => [rep, cells.outcome(rep, period.id)]))
      const groups = Map.groupBy(reps, (rep) => peerGroupOf(reference, rep, { last: period.last, group }))
      return [...groups.values()].flatMap((peers) => {
        const rated = ratedIn({ outcomes, peers, direction: directionOf(measure.name) })
        return peers.flatMap((repId) => weakness(asked, repId, rated(repId)))
      })
    })
}

const weakness = (asked: Asked, repId: string, rated: Rated): readonly Weakness[] =>
  rated.rating === 'weakness' && rated.index !== null ? [{ ...asked, repId, rated, index: rated.index }] : []

/** How far below: less than half of the benchmark, less than three quarters of it, or little below it. */
const severityOf = (index: Exact): string => (isLess(index, half) ? 'high' : isLess(index, threeQuarters) ? 'medium' : 'low')

const daysToAct = 30

const rowOf = ({ repId, measure, period, rated, index }: Weakness, plans: readonly PdpDocument[], asOf: Day): ReportRow => {
  const { name: ksi, unit } = measure
  const { action, owner } = templateFor(ksi)
  const own = plans.filter((plan) => plan.repId === repId && plan.openedOn !== null && plan.openedOn <= asOf)
  const known = own.toSorted((a, b) => byText(a.openedOn ?? '', b.openedOn ?? ''))
  const accepted = known.findLast((plan) => isTakenUp(plan, ksi, { asOf, since: period.first }))
  const managerId = known.at(-1)?.managerId ?? repId
  const suggested = { ownerId: owner === 'manager' ? managerId : repId, due: addDays(asOf, daysToAct) }
  return {
    ...{ repId, ksi, value: indicatorText(rated.value, unit), orgBenchmark: indicatorText(rated.benchmark, unit) },
    ...{ gap: indicatorText(rated.gap, unit), index: indicatorText(index, 'ratio'), severity: severityOf(index) },
    ...{ suggestedTarget: indicatorText(rated.benchmark, unit), suggestedAction: action, ...suggested },
    ...(accepted === undefined ? notAccepted : acceptance(accepted, ksi, asOf)),
    ...{ period: period.id, unit },
  }
}

const notAccepted = { acceptedOn: null, pdpId: null, status: 'suggested' }

type When = { readonly asOf: Day; readonly since: Day }

const isTakenUp = (plan: PdpDocument, ksi: string, { asOf, since }: When): boolean => {
  const isRecent = plan.closedOn === null || plan.closedOn > asOf || (plan.openedOn ?? '') >= since
  return isRecent && (plan.sourceGaps.includes(ksi) || plan.initiatives.some((initiative) => isNamed(initiative, ksi)))
}

const isNamed = ({ initiativeId, initiative }: InitiativeRecord, ksi: string): boolean =>
  initiativeId === ksi || initiative === ksi

/** What has been agreed on: the initiatives of the indicator’s name, else all of the plan. */
const acceptance = (plan: PdpDocument, ksi: string, asOf: Day) => {
  const agreed = plan.initiatives.filter(({ committedOn }) => committedOn <= asOf)
  const named = agreed.filter((initiative) => isNamed(initiative, ksi))
  const own = named.length > 0 ? named : agreed
  const [first] = own.toSorted((a, b) => byText(a.committedOn, b.committedOn))
  const last = own
    .flatMap((initiative) => dueOn(initiative, asOf) ?? [])
    .sort()
    .at(-1)
  return {
    ...(first === undefined ? {} : { ownerId: partyOf(plan, first) }),
    ...(last === undefined ? {} : { due: last }),
    ...{ acceptedOn: first?.committedOn ?? plan.openedOn, pdpId: plan.pdpId, status: progressOf(own, asOf) },
  }
}

const partyOf = ({ repId, managerId }: PdpDocument, { ownerId, committedBy }: InitiativeRecord): string | null =>
  ownerId ?? (committedBy === 'manager' ? managerId : repId)

const progressOf = (initiatives: readonly InitiativeRecord[], asOf: Day): (typeof statuses)[number] => {
  const found = initiatives.map((initiative) => statusOf(initiative, asOf))
  if (found.length === 0 || found.includes('open') || found.includes('overdue')) return 'accepted'
  return found.includes('missed') ? 'missed' : 'completed'
}

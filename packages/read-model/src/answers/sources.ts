import type { Day, Recorded } from '@daybook/domain'
import type { AnyKpi, Derived, PeriodRefusal, Scope, Settings } from '@daybook/projections'
import type { ReadModel } from '../read-model.ts'

/** The two times of an answer. A null position is the empty book: what was known before the first event. */
export type At = { readonly asOf: Day; readonly position: bigint | null }

/** What answers read of the log: events by position or identity, and when a position was recorded. */
export type EventLog = {
  readonly readAll: (range: { readonly from: bigint; readonly limit: number }) => Promise<readonly Recorded[]>
  readonly event: (eventId: Recorded['eventId']) => Promise<Recorded | null>
  readonly recordedAt: (position: bigint) => Promise<number | null>
}

/** Where a KPI's measure stands in the rows of its ledger. */
export type Layout = { readonly columnOf: (kpi: string, scope: Scope) => number }

/** The measures that can be asked for, and the ledgers that the posted ones stand in. */
export type Measures = {
  readonly kpis: readonly AnyKpi[]
  readonly derived: readonly Derived[]
  readonly ledgers: ReadonlyMap<string, Layout>
  /** The newest version of KPIs that the program has, where these ledgers may have an older one. */
  readonly newest?: ReadonlyMap<string, number>
}

/** What every answer is computed from. */
export type Sources = {
  readonly readModel: ReadModel
  readonly log: EventLog
  readonly measures: Measures
  /** What holds where no policy of the book says otherwise. */
  readonly settings?: Settings
}

/** Why a question has no answer: it names what is not there, or asks for what the KPI does not have. */
export type AnswerRefusal =
  | PeriodRefusal
  | { readonly code: 'unknown-kpi'; readonly kpi: string }
  | { readonly code: 'unsupported-scope'; readonly scope: string; readonly scopes: readonly Scope[] }
  | { readonly code: 'answer-too-large'; readonly rows: number; readonly limit: number }

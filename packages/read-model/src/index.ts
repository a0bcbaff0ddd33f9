export { type Answers, openAnswers, type ValuesAnswer } from './answers/answers.ts'
export type { BookReference, Close, PolicyInForce } from './answers/book-reference.ts'
export type { CloseBlock, ComparedRow } from './answers/close.ts'
export type { Contributing, ContributingEntry, NamedEvent } from './answers/contributing.ts'
export type { Difference, DifferenceLine, Times } from './answers/difference.ts'
export type { ChangedCell, Differences } from './answers/differences.ts'
export type { EntryLine } from './answers/entry-lines.ts'
export { type EventText, eventHref } from './answers/events.ts'
export type { ExplainOptions, Explanation } from './answers/explain.ts'
export type { FormulaInput, FormulaText } from './answers/formula-text.ts'
export type { Impact, MovedCell } from './answers/impact.ts'
export { shownAmount } from './answers/outcome.ts'
export type { PageAsked } from './answers/page.ts'
export type { Asked, AskedCell } from './answers/question.ts'
export type { ParameterIssue, ReportAnswer, ReportAsked, ReportRefusal } from './answers/report.ts'
export { type BothGenerations, type Restated, type RestatedCell, restatedBy } from './answers/restated.ts'
export type { AnswerRefusal, At, EventLog, Layout, Measures, Sources } from './answers/sources.ts'
export type { Replay, ReplayOptions, ReplayStep } from './answers/steps.ts'
export type { ValueRow } from './answers/values.ts'
export type { Divergence, Verification } from './answers/verify.ts'
export { type DigestedKpi, type DigestLayouts, digestLines, type KpiDigest, kpiDigests, periodText } from './digest.ts'
export { openInMemoryReadModel } from './in-memory.ts'
export { openInMemoryGenerations } from './in-memory-generations.ts'
export { isLedgerDamage, LedgerDamage } from './ledger-damage.ts'
export { areLedgersAway } from './ledgers-away.ts'
export type { PostgresReadModel } from './postgres.ts'
export { openPostgresGenerations, type PostgresGenerations, type PostgresOptions } from './postgres-generations.ts'
export type { PostgresFailpoint } from './postgres-post.ts'
export type { PostgresRoles } from './postgres-schema.ts'
export {
  type Checkpoint,
  type DocumentRow,
  type FactRow,
  type Generation,
  type Generations,
  type IncompleteRow,
  measuresMax,
  type PartitionName,
  type PartitionRow,
  type PostBatch,
  PostingFault,
  type ReadModel,
  type RowQuery,
  type TotalQuery,
  type TouchRow,
  type WorkingState,
} from './read-model.ts'
export { openSqliteReadModel } from './sqlite.ts'
export { backUpLedgers, type LedgerBackup } from './sqlite-backup.ts'
export { ledgerFile, openSqliteGenerations } from './sqlite-generations.ts'
export { differingTables } from './sqlite-same-tables.ts'
export { structureProblem } from './sqlite-structure.ts'

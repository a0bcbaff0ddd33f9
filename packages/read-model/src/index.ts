export { type Answers, type Asked, openAnswers, type ValuesAnswer } from './answers/answers.ts'
export type { BookReference, Close, PolicyInForce } from './answers/book-reference.ts'
export type { AnswerRefusal, At, EventLog, Layout, Measures, Sources } from './answers/sources.ts'
export type { ValueRow } from './answers/values.ts'
export { openInMemoryReadModel } from './in-memory.ts'
export { openInMemoryGenerations } from './in-memory-generations.ts'
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
export { openSqliteGenerations } from './sqlite-generations.ts'

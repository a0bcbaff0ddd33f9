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

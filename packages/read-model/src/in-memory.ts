import { type InMemoryRows, readDimensions, readRows, refuseMisfits, storeRow } from './in-memory-rows.ts'
import { inMemoryWorkingState } from './in-memory-working-state.ts'
import { byKindAndId, byPlace } from './ordering.ts'
import {
  assertEpoch,
  type DocumentRow,
  type IncompleteRow,
  type PartitionName,
  type PostBatch,
  PostingFault,
  type ReadModel,
} from './read-model.ts'

/** Ledgers in arrays, read by filtering them: what the other engines must agree with, and what unit tests use. */
export const openInMemoryReadModel = (): ReadModel => {
  const rows: InMemoryRows = { posted: [], cells: new Map() }
  const notes: Notes = { documents: [], versions: new Set(), events: new Map(), incomplete: [] }
  const working = inMemoryWorkingState()
  const checkpoint = { position: -1n, epoch: 0n, events: 0n, entries: 0n }

  return {
    working,
    storesAside: false,
    claim: async () => {
      checkpoint.epoch += 1n
      return checkpoint.epoch
    },
    checkpoint: async () => ({ ...checkpoint }),
    post: async (batch) => {
      refuseOutOfTurn(batch, checkpoint)
      refuseMisfits(rows, batch)
      refuseRepeated(notes.versions, batch.documents)
      for (const row of batch.rows) storeRow(rows, row)
      keepNotes(notes, batch)
      working.keep(batch)
      checkpoint.position = batch.to
      checkpoint.events += batch.to - batch.from
      checkpoint.entries += BigInt(batch.rows.length)
    },
    ...readRows(rows),
    ...readDimensions(rows),
    ...readNotes(notes),
    [Symbol.asyncDispose]: async () => {},
  }
}

type Notes = {
  readonly documents: DocumentRow[]
  readonly versions: Set<string>
  readonly events: Map<PartitionName, bigint[]>
  readonly incomplete: IncompleteRow[]
}

const refuseOutOfTurn = (batch: PostBatch, checkpoint: { epoch: bigint; position: bigint }): void => {
  assertEpoch(batch.epoch, checkpoint.epoch)
  if (batch.from !== checkpoint.position) {
    throw new PostingFault('not-at-checkpoint', `the batch begins after ${batch.from}, the checkpoint is ${checkpoint.position}`)
  }
}

/** Before anything is stored, so that the batch changes nothing. */
const refuseRepeated = (kept: ReadonlySet<string>, added: readonly DocumentRow[]): void => {
  const names = added.map(versionName)
  const repeated = names.find((name) => kept.has(name))
  if (repeated || new Set(names).size < names.length)
    throw new Error(`a document has two versions of one position: ${repeated ?? names}`)
}

const versionName = ({ kind, id, position }: DocumentRow): string => JSON.stringify([kind, id, `${position}`])

const keepNotes = (notes: Notes, batch: PostBatch): void => {
  for (const row of batch.documents) {
    notes.documents.push(row)
    notes.versions.add(versionName(row))
  }
  for (const row of batch.incomplete) notes.incomplete.push(row)
  for (const { partition, position } of batch.events) {
    const positions = notes.events.get(partition) ?? []
    positions.push(position)
    notes.events.set(partition, positions)
  }
}

const readNotes = (notes: Notes): Pick<ReadModel, 'document' | 'documents' | 'documentsAt' | 'eventsOf' | 'incomplete'> => ({
  document: async (kind, id, position) =>
    notes.documents.findLast((row) => row.kind === kind && row.id === id && row.position <= position) ?? null,
  documents: async (kind, position) => {
    const versions = notes.documents.filter((row) => row.kind === kind && row.position <= position)
    return [...new Map(versions.map((row) => [row.id, row])).values()].sort(byKindAndId)
  },
  documentsAt: async (position) => notes.documents.filter((row) => row.position === position).sort(byKindAndId),
  eventsOf: async (partition, position) => (notes.events.get(partition) ?? []).filter((one) => one <= position),
  incomplete: async (position) => notes.incomplete.filter((row) => row.position <= position).sort(byPlace),
})

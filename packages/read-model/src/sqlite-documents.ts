import type { DayNumber } from '@daybook/projections'
import { byKindAndId, byPlace } from './ordering.ts'
import type { DocumentRow, PartitionName, ReadModel } from './read-model.ts'
import type { Book } from './sqlite-book.ts'
import { type RowStatement, rowsOf } from './sqlite-driver.ts'

type DocumentColumns = [kind: string, id: string, position: number, body: string]

/** Documents at a position, and what could not be applied up to it. */
export const readSqliteDocuments = ({
  database,
}: Book): Pick<ReadModel, 'document' | 'documents' | 'documentsAt' | 'incomplete'> => {
  const columns = 'SELECT kind, id, position, body FROM document'
  const version: RowStatement<DocumentColumns> = rowsOf(
    database,
    `${columns} WHERE kind = ? AND id = ? AND position <= ? ORDER BY position DESC LIMIT 1`,
  )
  // With max(), the other columns come from the row that holds the maximum: sqlite.org/lang_select.html#bareagg
  const versions: RowStatement<DocumentColumns> = rowsOf(
    database,
    'SELECT kind, id, max(position), body FROM document WHERE kind = ? AND position <= ? GROUP BY id',
  )
  const made: RowStatement<DocumentColumns> = rowsOf(database, `${columns} WHERE position = ?`)
  const gaps = rowsOf<[position: number, kpi: string, partition: PartitionName, day: DayNumber, problem: string]>(
    database,
    'SELECT i.position, kpi, name, day, problem FROM incomplete i JOIN partition USING (partition) WHERE i.position <= ?',
  )

  return {
    document: async (kind, id, position) => {
      const row = version.get(kind, id, position)
      return row === undefined ? null : documentOf(row)
    },
    documents: async (kind, position) => versions.all(kind, position).map(documentOf).sort(byKindAndId),
    documentsAt: async (position) => made.all(position).map(documentOf).sort(byKindAndId),
    incomplete: async (upTo) =>
      gaps
        .all(upTo)
        .map(([position, kpi, partition, day, problem]) => ({ kpi, partition, position: BigInt(position), day, problem }))
        .sort(byPlace),
  }
}

const documentOf = ([kind, id, position, body]: DocumentColumns): DocumentRow => ({ kind, id, position: BigInt(position), body })

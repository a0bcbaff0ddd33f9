import { readFrom, rowsOf } from '@daybook/postgres'
import { byKindAndId, byPlace } from './ordering.ts'
import { type Ledger, preparedName } from './postgres-ledger.ts'
import type { DocumentRow, ReadModel } from './read-model.ts'

type DocumentColumns = readonly [kind: string, id: string, position: bigint, body: string]
type GapColumns = readonly [position: bigint, kpi: string, partition: string, day: number, problem: string]

/** Documents at a position, and what could not be applied up to it. */
export const readPostgresDocuments = (
  ledger: Ledger,
): Pick<ReadModel, 'document' | 'documents' | 'documentsAt' | 'incomplete'> => {
  const { schema, reading } = ledger
  const read = <Row extends readonly unknown[]>(
    what: string,
    text: string,
    values: readonly unknown[],
  ): Promise<readonly Row[]> =>
    readFrom(reading, (client) => rowsOf<Row>(client, { name: preparedName(ledger, what), text, values }))
  const select = `SELECT kind, id, position, body FROM ${schema}.document`

  return {
    document: async (kind, id, position) => {
      const text = `${select} WHERE kind = $1 AND id = $2 AND position <= $3 ORDER BY position DESC LIMIT 1`
      const [row] = await read<DocumentColumns>('document', text, [kind, id, position])
      return row === undefined ? null : documentOf(row)
    },
    documents: async (kind, position) => {
      const text = `SELECT DISTINCT ON (id) kind, id, position, body FROM ${schema}.document
        WHERE kind = $1 AND position <= $2 ORDER BY id, position DESC`
      return (await read<DocumentColumns>('documents', text, [kind, position])).map(documentOf).sort(byKindAndId)
    },
    documentsAt: async (position) =>
      (await read<DocumentColumns>('documents at', `${select} WHERE position = $1`, [position]))
        .map(documentOf)
        .sort(byKindAndId),
    incomplete: async (upTo) => {
      const text = `SELECT i.position, i.kpi, t.name, i.day, i.problem
        FROM ${schema}.incomplete i JOIN ${schema}.partition t USING (partition) WHERE i.position <= $1`
      return (await read<GapColumns>('incomplete', text, [upTo]))
        .map(([position, kpi, partition, day, problem]) => ({ kpi, partition, position, day, problem }))
        .sort(byPlace)
    },
  }
}

const documentOf = ([kind, id, position, body]: DocumentColumns): DocumentRow => ({ kind, id, position, body })

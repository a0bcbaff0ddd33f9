import { type Connection, inTransaction, rowsOf, runAll, snapshot } from '@daybook/postgres'
import { checkpointOn, type Ledger } from './postgres-ledger.ts'
import type { FactRow, PartitionRow, TouchRow, WorkingState } from './read-model.ts'
import type { WorkingContent, WorkingCopy } from './working-copy.ts'

const pageRows = 5_000

/** Brings a copy to the checkpoint: by what has changed since it was there, or anew where it cannot be of these ledgers. */
export const catchUp = (ledger: Ledger, copy: WorkingCopy): Promise<bigint> =>
  inTransaction(
    ledger.reading,
    async (client) => {
      // All rows of a table: what is on for reads of cells would look each of them up.
      await runAll(client, 'SET LOCAL enable_seqscan = on')
      copy.letGo()
      const { position, epoch } = await checkpointOn(client, ledger.schema)
      const place = copy.isInDoubt ? null : copy.place()
      const isBeyond = place === null || place.position > position || place.epoch > epoch
      if (isBeyond) copy.throwAway()
      const since = isBeyond ? -1n : place.position
      if (since < position) await copy.take(changesSince(client, ledger.schema, since), { position, epoch })
      return position
    },
    snapshot,
  )

async function* changesSince(client: Connection, schema: string, since: bigint): AsyncGenerator<WorkingContent> {
  // Of a copy that has nothing, removals have nothing to remove.
  const isNew = since < 0n
  const changed = (table: string): string => (isNew ? '' : `AND ${table}.changed > ${since}`)
  const none: WorkingContent = { partitions: [], facts: [], touches: [] }
  const heads = `SELECT name, head, position FROM ${schema}.partition WHERE head IS NOT NULL ${changed('partition')}`
  for await (const page of pagesOf<[string, string, bigint]>(client, heads)) {
    yield { ...none, partitions: page.map(([partition, head, position]): PartitionRow => ({ partition, head, position })) }
  }
  const facts = `SELECT name, id, day, body FROM ${schema}.fact JOIN ${schema}.partition USING (partition)
    WHERE ${isNew ? 'body IS NOT NULL' : 'true'} ${changed('fact')}`
  for await (const page of pagesOf<[string, string, number, string | null]>(client, facts)) {
    yield { ...none, facts: page.map(([partition, id, day, body]): FactRow => ({ partition, id, day, body })) }
  }
  const touches = `SELECT kind, key, name FROM ${schema}.touch JOIN ${schema}.partition USING (partition) WHERE true ${changed('touch')}`
  for await (const page of pagesOf<[string, string, string]>(client, touches)) {
    yield { ...none, touches: page.map(([kind, key, partition]): TouchRow => ({ kind, key, partition })) }
  }
}

/** The rows of a query, page by page, within a transaction. */
export async function* pagesOf<Row extends readonly unknown[]>(
  client: Connection,
  query: string,
): AsyncGenerator<readonly Row[]> {
  await runAll(client, `DECLARE page NO SCROLL CURSOR FOR ${query}`)
  for (;;) {
    const rows = await rowsOf<Row>(client, { text: `FETCH ${pageRows} FROM page` })
    if (rows.length === 0) break
    yield rows
  }
  await runAll(client, 'CLOSE page')
}

/** The state of whichever copy there is when it is asked. */
export const workingStateOf = (copy: () => WorkingCopy): WorkingState => ({
  head: (partition) => copy().state.head(partition),
  fact: (partition, id) => copy().state.fact(partition, id),
  facts: (partition, range) => copy().state.facts(partition, range),
  touching: (kind, key) => copy().state.touching(kind, key),
  partitions: (prefix) => copy().state.partitions(prefix),
})

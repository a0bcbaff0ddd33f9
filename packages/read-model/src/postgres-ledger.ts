import { type Connection, type Connections, quoted, readFrom, rowsOf } from '@daybook/postgres'
import type { Checkpoint } from './read-model.ts'

/** The ledgers of one generation: where they are, and over which connections they are read and posted. */
export type Ledger = {
  /** Its schema, as SQL takes it. */
  readonly schema: string
  readonly generation: number
  readonly shards: number
  readonly reading: Connections
  readonly posting: Connections
}

/** The schema of a generation's ledgers. */
export const ledgerSchema = (book: string, generation: number): string => `${book}_ledger_${generation}`

/** The names that a statement is prepared under on each connection, one for each generation. */
export const preparedName = (ledger: Ledger, what: string): string => `${what} ${ledger.generation} ${ledger.shards}`

/** How far posting has come, as the connection sees it. */
export const checkpointOn = async (client: Connection, schema: string): Promise<Checkpoint> => {
  const [row] = await rowsOf<[bigint, bigint, bigint, bigint]>(client, {
    text: `SELECT position, epoch, events, entries FROM ${schema}.checkpoint`,
  })
  if (row === undefined) throw new Error('the ledgers have lost their checkpoint')
  const [position, epoch, events, entries] = row
  return { position, epoch, events, entries }
}

/** How far posting has come. */
export const checkpointOf = ({ reading, schema }: Ledger): Promise<Checkpoint> =>
  readFrom(reading, (client) => checkpointOn(client, schema))

/** The schema of a book's generation, as SQL takes it. */
export const quotedLedger = (book: string, generation: number): string => quoted(ledgerSchema(book, generation))

/** Hash of a partition's name, which says whose chain of totals its entries belong to: 32-bit FNV-1a of its UTF-8 bytes. */
export const shardOf = (partition: string, shards: number): number => {
  if (shards === 1) return 0
  let hash = 0x811c9dc5
  for (const byte of Buffer.from(partition)) hash = Math.imul(hash ^ byte, 0x01000193)
  return (hash >>> 0) % shards
}

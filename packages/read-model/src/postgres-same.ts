import { type Connections, inTransaction, rowsOf, runAll, snapshot } from '@daybook/postgres'

/** What reads come from, apart from day blocks and documents. Both sides are read in the order of the key. */
const tables = [
  { table: 'name', key: 'list, number', columns: 'list, number, name' },
  { table: 'entity', key: 'entity', columns: 'entity, scope, id, team' },
  { table: 'partition', key: 'partition', columns: 'partition, name' },
  { table: 'entry', key: 'period, ledger, entity, shard, position, ord', columns: '*' },
  { table: 'incomplete', key: 'position, kpi, partition', columns: '*' },
] as const

/** Whether two generations hold the same entries under the same numbers, compared on the server. */
export const haveSameEntries = (posting: Connections, one: string, other: string): Promise<boolean> =>
  inTransaction(
    posting,
    async (client) => {
      await runAll(client, 'SET LOCAL statement_timeout = 0; SET LOCAL enable_seqscan = on')
      for (const { table, key, columns } of tables) {
        const side = (schema: string): string => `(SELECT ${columns} FROM ${schema}.${table})`
        const on = key.split(', ').map((column) => `ours.${column} = theirs.${column}`)
        const text = `SELECT 1 FROM ${side(one)} ours FULL JOIN ${side(other)} theirs ON ${on.join(' AND ')}
          WHERE ours IS DISTINCT FROM theirs LIMIT 1`
        if ((await rowsOf(client, { text })).length > 0) return false
      }
      return true
    },
    snapshot,
  )

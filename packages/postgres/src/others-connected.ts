import { connectionsTo, endConnections, type PostgresConnection, readFrom, rowsOf } from './driver.ts'

/**
 * How many connections the programs of a book have to its database, besides the one that asks. Each of them keeps at least one for as
 * long as it runs; one that was killed may be counted for a moment yet.
 */
export const othersConnected = async (connection: PostgresConnection): Promise<number> => {
  const connections = connectionsTo(connection, { purpose: 'reading', max: 1 })
  try {
    const [row] = await readFrom(connections, (client) => rowsOf<[number]>(client, { text: others }))
    return row?.[0] ?? 0
  } finally {
    await endConnections(connections)
  }
}

const others = `SELECT count(*)::int FROM pg_stat_activity
  WHERE datname = current_database() AND application_name LIKE 'daybook %' AND pid <> pg_backend_pid()`

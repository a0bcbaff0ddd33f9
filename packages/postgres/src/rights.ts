import { type Connection, rowsOf, runAll } from './driver.ts'

/** A name as SQL takes it. */
export const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`

/**
 * Roles of the database that a login belongs to by what its process does: `reader` answers, `recorder` records and indexes, `worker`
 * posts and indexes. None of them owns anything.
 */
const processRoles = { reader: 'daybook_reader', recorder: 'daybook_recorder', worker: 'daybook_worker' } as const

/** What each of them may do with the tables of a schema beside reading them all: `INSERT ON identity`. */
export type Rights = Readonly<Record<keyof typeof processRoles, readonly string[]>>

/** Gives the roles their rights in the schema of the search path; one that does not exist is given nothing. */
export const grant = async (client: Connection, schema: string, rights: Rights): Promise<void> => {
  const names = new Set(await existingRoles(client))
  for (const role of ['reader', 'recorder', 'worker'] as const) {
    if (!names.has(processRoles[role])) continue
    const to = quoted(processRoles[role])
    await runAll(client, `GRANT USAGE ON SCHEMA ${quoted(schema)} TO ${to}`)
    await runAll(client, `GRANT SELECT ON ALL TABLES IN SCHEMA ${quoted(schema)} TO ${to}`)
    for (const right of rights[role]) await runAll(client, `GRANT ${right} TO ${to}`)
  }
}

/** Those of the roles of processes that the database has. */
export const existingRoles = async (client: Connection): Promise<readonly string[]> => {
  const text = 'SELECT rolname::text FROM pg_roles WHERE rolname = ANY ($1) ORDER BY 1'
  const found = await rowsOf<[string]>(client, { text, values: [Object.values(processRoles)] })
  return found.map(([name]) => name)
}

/** Whether a schema is for this login to make or change: it is not there yet, or is its own. */
export const isOurs = async (client: Connection, schema: string): Promise<boolean> => {
  const text = `SELECT pg_has_role(nspowner, 'USAGE') FROM pg_namespace WHERE nspname = $1`
  const [row] = await rowsOf<[boolean]>(client, { text, values: [schema] })
  return row?.[0] ?? true
}

/** Whether there is a schema, whosever it is. */
export const isThere = async (client: Connection, schema: string): Promise<boolean> =>
  (await rowsOf(client, { text: 'SELECT 1 FROM pg_namespace WHERE nspname = $1', values: [schema] })).length > 0

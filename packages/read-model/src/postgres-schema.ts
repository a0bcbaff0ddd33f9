import * as postgres from '@daybook/postgres'
import { type Connection, quoted, rowsOf, runAll } from '@daybook/postgres'

/** Names of the database's roles: the one that posts and the one that only reads. A role that does not exist is given nothing. */
export type PostgresRoles = { readonly worker: string; readonly reader: string }

const folders = {
  book: new URL('./migrations/postgres/', import.meta.url),
  ledger: new URL('./migrations/postgres-ledger/', import.meta.url),
} as const

/** Brings a schema to the newest version, in a transaction, and gives the roles their rights in it. */
export const migrate = async (
  client: Connection,
  options: { readonly schema: string; readonly kind: keyof typeof folders; readonly roles: PostgresRoles },
): Promise<void> => {
  const { schema, kind } = options
  await postgres.migrate(client, { schema, folder: folders[kind] })
  // A role may be younger than the tables.
  await grant(client, options)
}

/** Refuses what the generations have in common when it is not in the format of this release. */
export const assertCurrent = (client: Connection, schema: string): Promise<void> =>
  postgres.assertCurrent(client, { schema, folder: folders.book })

/** Refuses ledgers of a later release. */
export const assertKnown = (client: Connection, schema: string): Promise<void> =>
  postgres.assertKnown(client, { schema, folder: folders.ledger })

/** Entries, day blocks, documents and the events of partitions are only added to; the rest is changed in place. */
const rights = {
  book: ['GRANT SELECT, UPDATE ON book, generation TO'],
  ledger: [
    'GRANT SELECT, INSERT ON ALL TABLES IN SCHEMA :schema TO',
    'GRANT UPDATE ON checkpoint, partition, fact TO',
    'GRANT EXECUTE ON FUNCTION open_year(int4) TO',
  ],
} as const

const grant = async (
  client: Connection,
  { schema, kind, roles }: { readonly schema: string; readonly kind: keyof typeof folders; readonly roles: PostgresRoles },
): Promise<void> => {
  if (kind === 'ledger') await runAll(client, 'REVOKE EXECUTE ON FUNCTION open_year(int4) FROM PUBLIC')
  const names = [roles.worker, roles.reader]
  const found = await rowsOf<[string]>(client, {
    text: 'SELECT rolname::text FROM pg_roles WHERE rolname = ANY ($1)',
    values: [names],
  })
  for (const [name] of found) {
    const role = quoted(name)
    await runAll(client, `GRANT USAGE ON SCHEMA ${quoted(schema)} TO ${role}`)
    await runAll(client, `GRANT SELECT ON ALL TABLES IN SCHEMA ${quoted(schema)} TO ${role}`)
    if (name !== roles.worker) continue
    for (const right of rights[kind]) await runAll(client, `${right.replace(':schema', quoted(schema))} ${role}`)
  }
}

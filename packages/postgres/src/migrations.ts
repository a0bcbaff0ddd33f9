import { readdirSync, readFileSync } from 'node:fs'
import { type Connection, rowsOf, runAll } from './driver.ts'
import { grant, isOurs, quoted, type Rights } from './rights.ts'

/** A schema and the folder of its numbered migrations. `rights`: what its owner gives the roles of processes, each time it is opened. */
export type Schema = { readonly schema: string; readonly folder: URL; readonly rights?: Rights }

/**
 * Brings a schema to the newest version, and makes it where there is none; gives whether anything was to be done. To be called in a
 * transaction, whose search path it is from then on; whoever else migrates waits. A schema newer than this release knows is refused, and
 * so is an older one to who does not own it.
 */
export const migrate = async (client: Connection, { schema, folder, rights }: Schema): Promise<boolean> => {
  const migrations = migrationsIn(folder)
  if (!(await isOurs(client, schema))) {
    await runAll(client, `SET LOCAL search_path = ${quoted(schema)}`)
    await assertNewest(client, schema, migrations.length)
    return false
  }
  await rowsOf(client, { text: 'SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', values: [`daybook ${schema}`] })
  await runAll(client, `CREATE SCHEMA IF NOT EXISTS ${quoted(schema)}; SET LOCAL search_path = ${quoted(schema)}`)
  await runAll(client, 'CREATE TABLE IF NOT EXISTS schema_version (version int4 PRIMARY KEY)')
  const version = await versionOf(client, schema)
  refuseNewer(schema, version, migrations.length)
  for (const [index, migration] of migrations.entries()) {
    if (index < version) continue
    await runAll(client, migration)
    await rowsOf(client, { text: 'INSERT INTO schema_version VALUES ($1)', values: [index + 1] })
  }
  if (rights !== undefined) await grant(client, schema, rights)
  return version < migrations.length
}

/** Refuses a schema that is not in the format of this release, and changes nothing. */
export const assertCurrent = (client: Connection, { schema, folder }: Schema): Promise<void> =>
  assertNewest(client, schema, migrationsIn(folder).length)

/** Refuses a schema of a later release. */
export const assertKnown = async (client: Connection, { schema, folder }: Schema): Promise<void> => {
  refuseNewer(schema, await versionOf(client, schema), migrationsIn(folder).length)
}

const versionOf = async (client: Connection, schema: string): Promise<number> => {
  const [row] = await rowsOf<[number | null]>(client, { text: `SELECT max(version) FROM ${quoted(schema)}.schema_version` })
  return row?.[0] ?? 0
}

const assertNewest = async (client: Connection, schema: string, newest: number): Promise<void> => {
  const version = await versionOf(client, schema)
  refuseNewer(schema, version, newest)
  if (version < newest)
    throw new Error(
      `${schema} has format ${version} and this release needs ${newest}: its owner brings it there with "daybook prepare"`,
    )
}

const migrationsIn = (folder: URL): readonly string[] =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.sql'))
    .sort()
    .map((name) => readFileSync(new URL(name, folder), 'utf8'))

const refuseNewer = (schema: string, version: number, known: number): void => {
  if (version > known) throw new Error(`${schema} has format ${version}; this release knows up to ${known}`)
}

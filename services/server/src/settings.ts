import { isIP } from 'node:net'
import { z } from 'zod'
import { kafkaSettings } from './kafka-settings.ts'
import { limitSettings, loadSettings } from './limit-settings.ts'
import { type Setting, wholeNumber } from './setting.ts'
import { traceSettings } from './trace-settings.ts'

const roles = ['api', 'intake', 'projector'] as const
export type Role = (typeof roles)[number]

const isTimeZone = (zone: string): boolean => {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone })
    return true
  } catch {
    return false
  }
}

/** True for the addresses that only this machine can reach. */
export const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'))

// The domain's own check, without loading the domain for every `--help`.
const currencies = new Set(Intl.supportedValuesOf('currency'))

const roleList = z
  .string()
  .transform((text) => text.split(',').map((role) => role.trim()))
  .pipe(z.array(z.enum(roles, `must be a list of ${roles.join(', ')}`)).min(1))
  .transform((given): ReadonlySet<Role> => new Set(given))

const address = (schemes: RegExp, shown: string) => z.string().regex(schemes, `must be an address such as ${shown}`).nullable()

/** Said once, whatever is wrong with it: its parts are not to be repeated. */
const postgresAddress = z
  .string()
  .refine(
    (url) => /^postgres(?:ql)?:\/\//.test(url) && URL.canParse(url),
    'must be an address such as postgresql://user:password@host:5432/daybook, with other characters than letters and digits as %40 and so on',
  )
  .nullable()

/** Every setting of the program, in the order in which they are listed. Flags win over the environment, the environment over defaults. */
export const settings = {
  dataDir: {
    name: 'DAYBOOK_DATA_DIR',
    flag: '--data-dir',
    fallback: './data',
    meaning: 'The folder of the book: the log, the ledgers, the lock.',
    reason: 'Beside the program, so that two commands give a working book that is easy to find, copy and delete.',
    schema: z.string().min(1, 'must name a folder'),
  },
  host: {
    name: 'DAYBOOK_HTTP_HOST',
    flag: '--host',
    fallback: '127.0.0.1',
    meaning: 'The address that the server listens on.',
    reason: 'Nobody signs in yet, so only this machine may connect.',
    schema: z.string().refine((host) => isIP(host) !== 0 || host === 'localhost', 'must be an IP address or localhost'),
  },
  port: {
    name: 'DAYBOOK_HTTP_PORT',
    flag: '--port',
    fallback: '8080',
    meaning: 'The port that the server listens on; 0 takes any free one.',
    reason: 'The usual port of a web server that needs no privileges.',
    schema: wholeNumber(0, 65_535),
  },
  auth: {
    name: 'DAYBOOK_AUTH',
    fallback: 'loopback',
    meaning:
      'Who may call: loopback (this machine, without sign-in) or insecure-open (anyone who reaches the port; for containers on a private network).',
    reason: 'Safe without any set-up.',
    schema: z.enum(['loopback', 'insecure-open'], 'must be loopback or insecure-open; signing in is not part of this release'),
  },
  backend: {
    name: 'DAYBOOK_BACKEND',
    flag: '--backend',
    fallback: 'embedded',
    meaning: 'Where the book is kept: embedded (SQLite files in the data folder) or distributed (EventStoreDB and PostgreSQL).',
    reason: 'Needs no other server.',
    schema: z.enum(['embedded', 'distributed'], 'must be embedded or distributed'),
  },
  roles: {
    name: 'DAYBOOK_ROLES',
    flag: '--roles',
    fallback: roles.join(','),
    meaning: 'What this process does: any of api, intake, projector.',
    reason: 'One process does everything until there is a reason to part them.',
    schema: roleList,
  },
  timeZone: {
    name: 'DAYBOOK_TIME_ZONE',
    fallback: 'UTC',
    meaning: 'The reporting time zone while the book holds no reporting-zone policy (IANA name).',
    reason: 'The same everywhere; a policy in the book wins, since an auditor must see it.',
    schema: z.string().refine(isTimeZone, 'must be an IANA time zone such as America/New_York'),
  },
  currency: {
    name: 'DAYBOOK_CURRENCY',
    fallback: 'USD',
    meaning: 'The reporting currency while the book holds no reporting-currency policy (ISO 4217 code).',
    reason: 'A book has one reporting currency; a policy in the book wins.',
    schema: z.string().refine((code) => currencies.has(code), 'must be an ISO 4217 currency code'),
  },
  logLevel: {
    name: 'DAYBOOK_LOG_LEVEL',
    flag: '--log-level',
    fallback: 'info',
    meaning: 'How much is logged to stderr.',
    reason: 'One line for each start, stop and request; nothing of what is in the book.',
    schema: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']),
  },
  eventStoreUrl: {
    name: 'DAYBOOK_EVENTSTORE_URL',
    fallback: null,
    meaning: 'Where the EventStoreDB cluster is (distributed backend).',
    reason: 'Only the distributed backend has one.',
    secret: true,
    schema: address(/^(?:esdb|kurrentdb)(?:\+discover)?:\/\//, 'esdb+discover://user:password@host:2113'),
  },
  postgresUrl: {
    name: 'DAYBOOK_POSTGRES_URL',
    fallback: null,
    meaning: 'Where the PostgreSQL database is (distributed backend).',
    reason: 'Only the distributed backend has one.',
    secret: true,
    schema: postgresAddress,
  },
  bookId: {
    name: 'DAYBOOK_BOOK_ID',
    fallback: 'daybook',
    meaning: 'The name of the book on servers that keep several (distributed backend): the beginning of all its streams.',
    reason: 'Most servers keep one book.',
    schema: z.string().regex(/^[a-z][a-z0-9]{0,30}$/, 'must be a letter and up to 30 letters and digits, all lower case'),
  },
  ...kafkaSettings,
  streamClients: {
    name: 'DAYBOOK_STREAM_CLIENTS',
    fallback: '100',
    meaning: 'Streams of changes (/v1/stream) that may be open at a time.',
    reason: 'Each takes a connection, and working out the cell it watches up to ten times a second.',
    schema: wholeNumber(0, 10_000),
  },
  rebuildEventsPerSecond: {
    name: 'DAYBOOK_REBUILD_EVENTS_PER_SECOND',
    fallback: '0',
    meaning: 'Events a second that a rebuild of the ledgers takes at most; 0 sets no bound.',
    reason: 'It takes short runs and lets live events go first, so it is bounded only where other programs need the machine.',
    schema: wholeNumber(0, 1_000_000),
  },
  ...traceSettings,
  ...limitSettings,
  ...loadSettings,
} as const satisfies Record<string, Setting>

export type SettingKey = keyof typeof settings

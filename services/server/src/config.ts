import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { z } from 'zod'
import { CommandFailure } from './exit-codes.ts'
import type { Setting } from './setting.ts'
import { isLoopback, type SettingKey, settings } from './settings.ts'

const keys = Object.keys(settings) as readonly SettingKey[] // Sound: the keys of the object itself
const Settings = z.strictObject(
  Object.fromEntries(Object.entries(settings).map(([key, setting]) => [key, setting.schema])) as {
    readonly [Key in SettingKey]: (typeof settings)[Key]['schema'] // Sound: the same keys, each with its own schema
  },
)

/** Everything that the program can be told from outside, parsed. */
export type Config = z.infer<typeof Settings>

export type Origin = 'flag' | 'environment' | 'file' | 'default'

/** One value as it was found, before it was parsed. */
export type Found = { readonly key: SettingKey; readonly text: string | null; readonly origin: Origin }

/** Values given on the command line, by setting. */
export type Flags = { readonly [Key in SettingKey]?: string | undefined }

export type Environment = { readonly [name: string]: string | undefined }

export type ConfigResult =
  | { readonly ok: true; readonly config: Config; readonly found: readonly Found[] }
  | { readonly ok: false; readonly problems: readonly string[]; readonly found: readonly Found[] }

/**
 * The configuration from flags, environment and defaults, in this order; or every problem at once, a line each.
 *
 * A secret may stand in a file that `<NAME>_FILE` names. A `DAYBOOK_` variable that no setting has is a problem too: it is a
 * misspelt one.
 *
 * @example
 * readConfig({}, { DAYBOOK_HTTP_PORT: '70000' }) // problems: ['DAYBOOK_HTTP_PORT must be a whole number from 0 to 65535 (it is "70000")']
 */
export const readConfig = (flags: Flags, environment: Environment): ConfigResult => {
  const problems: string[] = []
  const found = keys.map((key): Found => find(key, { flags, environment, problems }))
  problems.push(...unknownVariables(environment))
  const values = Object.fromEntries(found.map(({ key, text }) => [key, text]))
  const parsed = Settings.safeParse(values)
  // A list of which two entries are wrong has one problem.
  if (!parsed.success) problems.push(...new Set(parsed.error.issues.map((issue) => describe(issue, found))))
  else problems.push(...openToOthers(parsed.data), ...halfAFeed(parsed.data), ...serversOf(parsed.data))
  if (parsed.success && problems.length === 0) {
    return { ok: true, config: { ...parsed.data, dataDir: resolve(parsed.data.dataDir) }, found }
  }
  return { ok: false, problems, found }
}

/** The configuration, or a failure with exit code 78 that lists every problem. */
export const configOrFail = (flags: Flags, environment: Environment): Config => {
  const result = readConfig(flags, environment)
  if (result.ok) return result.config
  throw new CommandFailure('badConfiguration', [
    `The configuration has ${result.problems.length === 1 ? 'a problem' : `${result.problems.length} problems`}:`,
    ...result.problems.map((problem) => `  - ${problem}`),
    'See all settings and where each value comes from: daybook config show',
  ])
}

type Sources = { readonly flags: Flags; readonly environment: Environment; readonly problems: string[] }

const find = (key: SettingKey, { flags, environment, problems }: Sources): Found => {
  const setting: Setting = settings[key]
  const flag = flags[key]
  if (flag !== undefined) return { key, text: flag, origin: 'flag' }
  const given = environment[setting.name]
  const file = setting.secret ? environment[`${setting.name}_FILE`] : undefined
  if (given !== undefined && file !== undefined) problems.push(`${setting.name} and ${setting.name}_FILE are both set: set one`)
  if (given !== undefined) return { key, text: given, origin: 'environment' }
  if (file === undefined) return { key, text: setting.fallback, origin: 'default' }
  try {
    return { key, text: readFileSync(file, 'utf8').trim(), origin: 'file' }
  } catch {
    problems.push(`${setting.name}_FILE names a file that cannot be read (it is "${file}")`)
    return { key, text: null, origin: 'file' }
  }
}

const names: ReadonlySet<string> = new Set(
  Object.values(settings).flatMap((setting: Setting) =>
    setting.secret ? [setting.name, `${setting.name}_FILE`] : [setting.name],
  ),
)

/** Variables of the test suites are not the program's. */
const foreign = /^DAYBOOK_(?:TEST_|FAILPOINT$)/

const unknownVariables = (environment: Environment): readonly string[] =>
  Object.keys(environment)
    .filter((name) => name.startsWith('DAYBOOK_') && !names.has(name) && !foreign.test(name))
    .map((name) => `${name} is not a setting`)

const openToOthers = ({ host, auth }: Config): readonly string[] =>
  isLoopback(host) || auth === 'insecure-open'
    ? []
    : [
        `DAYBOOK_HTTP_HOST must be 127.0.0.1 or ::1, since nobody signs in (it is "${host}"); ` +
          'on a private network that you trust set DAYBOOK_AUTH=insecure-open as well',
      ]

const halfAFeed = ({ kafkaBrokers, kafkaTopics }: Config): readonly string[] =>
  (kafkaBrokers === null) === (kafkaTopics === null)
    ? []
    : ['DAYBOOK_KAFKA_BROKERS and DAYBOOK_KAFKA_TOPICS go together: set both, or neither for no Kafka feed']

const serversOf = ({ backend, eventStoreUrl, postgresUrl }: Config): readonly string[] => {
  const servers = { DAYBOOK_EVENTSTORE_URL: eventStoreUrl, DAYBOOK_POSTGRES_URL: postgresUrl }
  return Object.entries(servers).flatMap(([name, url]) => {
    if (backend === 'distributed' && url === null) return [`${name} must be set: the distributed backend needs it`]
    if (backend === 'embedded' && url !== null)
      return [`${name} must be left out: only the distributed backend has such a server`]
    return []
  })
}

const describe = (issue: z.core.$ZodIssue, found: readonly Found[]): string => {
  const value = found.find(({ key }) => key === issue.path[0])
  if (value === undefined) return issue.message
  const setting: Setting = settings[value.key]
  const name = value.origin === 'flag' ? (setting.flag ?? setting.name) : setting.name
  const shown = setting.secret || value.text === null ? '' : ` (it is "${value.text}")`
  return `${name} ${issue.message}${shown}`
}

import { dirname, join } from 'node:path'
import { findAll, findInPieces, isTest, lineOf, type Source } from './source.ts'

const packages = ['domain', 'projections', 'postgres', 'event-store', 'read-model']

/** Which package may import which: the arrows of the map in the README. */
const arrows: Readonly<Record<string, readonly string[]>> = {
  domain: [],
  projections: ['domain'],
  postgres: [],
  'event-store': ['domain', 'postgres'],
  'read-model': ['domain', 'projections', 'postgres'],
  intake: packages,
  projector: packages,
  charts: ['projections'],
  api: [...packages, 'charts'],
  server: [...packages, 'intake', 'projector', 'api'],
}

/** The package or service a path belongs to, or null outside of both. */
const homeOf = (path: string): string | null => /^(?:packages|services)\/([^/]+)\//.exec(path)?.[1] ?? null

/** The module specifiers a source names, static and dynamic, with their offsets. */
const imports = (source: Source): readonly { readonly specifier: string; readonly start: number }[] =>
  source.strings
    .filter(({ start }) => /(?:\bfrom\s*|\bimport\s*\(?\s*)$/.test(source.code.slice(Math.max(0, start - 40), start - 1)))
    .map(({ text, start }) => ({ specifier: text, start }))

/** Imports against the arrows, or around a package's front door. */
export const againstTheArrows = (source: Source): readonly string[] => {
  const home = homeOf(source.path)
  return imports(source).flatMap(({ specifier, start }) => {
    const place = `${source.path}:${lineOf(source.text, start)} imports ${specifier}`
    if (specifier.startsWith('@daybook/'))
      return alongArrow(home, specifier) ? [] : [`${place}: arrows point from server to domain`]
    if (!specifier.startsWith('.')) return []
    const target = join(dirname(source.path), specifier)
    const leaves = homeOf(target) !== home && !(isTest(source.path) && target.startsWith('tests/'))
    return leaves ? [`${place}: import a package by its name`] : []
  })
}

const alongArrow = (home: string | null, specifier: string): boolean => {
  const name = specifier.slice('@daybook/'.length)
  if (home === null) return true
  return name === home || (arrows[home] ?? []).includes(name)
}

/** Workspace dependencies of a package.json that no arrow allows, and versions that stand outside the catalog. */
export const looseDependencies = (path: string, text: string): readonly string[] => {
  const { dependencies = {}, devDependencies = {} } = JSON.parse(text) as Record<string, Record<string, string>> // Sound: a package.json
  const home = homeOf(path)
  return Object.entries({ ...dependencies, ...devDependencies }).flatMap(([name, version]) => {
    if (name.startsWith('@daybook/')) return alongArrow(home, name) ? [] : [`${path}: ${name} is against the arrows`]
    return version === 'catalog:' ? [] : [`${path}: ${name} must stand in the catalog of pnpm-workspace.yaml, here "catalog:"`]
  })
}

/** Drawing waits for ECharts to be loaded; what is drawn is decided without it. */
const waits = 'packages/charts/src/svg.ts'

const isPure = (path: string): boolean =>
  /^packages\/(?:domain|projections|charts)\/src\//.test(path) && !isTest(path) && path !== waits

/** Clocks, chance, input and output in the packages that must have none. */
export const impurities = (source: Source): readonly string[] => {
  if (!isPure(source.path)) return []
  const message = 'pure packages take time, chance and identity as arguments; let a service pass it in'
  return [
    ...findAll(source, /\bDate\.now\b|\bnew\s+Date\s*\(\s*\)|\bTemporal\.Now\b|\bperformance\s*\./g, message),
    ...findAll(source, /\bMath\.random\b|\brandomUUID\b|\bcrypto\s*\./g, message),
    ...findAll(
      source,
      /\bprocess\s*\.|\bglobalThis\b|\bfetch\s*\(|\b(?:logger|log)\.(?:info|warn|error|debug|trace)\b/g,
      message,
    ),
    ...findAll(source, /\bset(?:Timeout|Interval|Immediate)\b|\bqueueMicrotask\b|\basync\b|\bawait\b/g, message),
    ...imports(source)
      .filter(({ specifier }) => specifier.startsWith('node:') || ['pino', 'ulid'].includes(specifier))
      .map(({ specifier, start }) => `${source.path}:${lineOf(source.text, start)} imports ${specifier}: ${message}`),
  ]
}

/** Engines named where only a port may be known. */
export const engineNames = (source: Source): readonly string[] =>
  isTest(source.path) || !/^services\/(?!server\/)/.test(source.path)
    ? []
    : findAll(
        source,
        /\bopen(?:InMemory|Sqlite|Postgres|EventStoreDb)\w*/gi,
        'take the port as an argument; only server opens engines',
      )

/** Packages that may be replaced one day: each is imported from the files named, and from nowhere else. */
const heldIn: Readonly<Record<string, readonly string[]>> = {
  '@opentelemetry': ['services/server/src/open-telemetry.ts'],
  '@eventstore/db-client': ['packages/event-store/src/eventstoredb.ts'],
  kafkajs: ['services/intake/src/kafka.ts', 'tests/engines/kafka-client.ts'],
  'kafkajs-snappy': ['services/intake/src/kafka-codecs.ts'],
  lz4js: ['services/intake/src/kafka-codecs.ts'],
  pg: ['packages/postgres/src/driver.ts'],
  'pg-copy-streams': ['packages/postgres/src/driver.ts'],
  'prom-client': ['services/server/src/metric-kinds.ts'],
  'write-excel-file': ['services/api/src/xlsx.ts'],
  '@fastify/sse': ['services/api/src/stream.ts'],
  'temporal-polyfill': ['packages/domain/src/calendar.ts'],
  'better-sqlite3': ['packages/event-store/src/sqlite-driver.ts', 'packages/read-model/src/sqlite-driver.ts'],
}

/** Tests may read what an engine wrote with the engine's own library, unless one of their files is named to hold it, too. */
const mayImport = (path: string, holders: readonly string[]): boolean =>
  holders.includes(path) || (isTest(path) && !holders.some(isTest))

/** Imports of a held package from another file. */
export const escapedPackages = (source: Source): readonly string[] =>
  imports(source).flatMap(({ specifier, start }) => {
    const name = Object.keys(heldIn).find((held) => specifier === held || specifier.startsWith(`${held}/`))
    if (name === undefined || mayImport(source.path, heldIn[name] ?? [])) return []
    return [
      `${source.path}:${lineOf(source.text, start)} imports ${name}: only ${heldIn[name]?.join(' and ')} may, so that a successor is one file`,
    ]
  })

const rewriting = [
  {
    pattern: /\bUPDATE\s+(?:OR\s+\w+\s+)?"?(?:events?|entry|entries)\b/gi,
    message: 'nothing recorded is changed: append an event, post an entry',
  },
  {
    pattern: /\bREPLACE\s+INTO\s+"?(?:events?|entry|entries)\b/gi,
    message: 'nothing recorded is replaced: insert, and let a conflict fail',
  },
  { pattern: /\bDELETE\s+FROM\s+"?events?\b/gi, message: 'an event is for ever' },
  {
    pattern: /\bDELETE\s+FROM\s+"?entr(?:y|ies)\b(?![\s\S]*\bgeneration\b)/gi,
    message: 'entries go only with a whole retired generation',
  },
] as const

/** SQL that changes or removes what was recorded. */
export const rewrites = (source: Source): readonly string[] =>
  isTest(source.path) ? [] : rewriting.flatMap((rule) => findInPieces(source, source.strings, rule))

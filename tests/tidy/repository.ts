import { createHash } from 'node:crypto'
import { basename, dirname } from 'node:path'

/** The files of the repository, and how to read one. */
export type Repository = { readonly files: readonly string[]; readonly read: (path: string) => string }

const rootFolders = ['.ci', 'infra', 'packages', 'services', 'tests']
const rootFiles = [
  '.gitignore',
  'LICENSE',
  'README.md',
  'biome.json',
  'package.json',
  'pnpm-lock.yaml',
  'pnpm-workspace.yaml',
  'tsconfig.base.json',
  'tsconfig.json',
  'vitest.config.ts',
]

/** What stands at the root without being on its list. */
export const strangersAtRoot = ({ files }: Repository): readonly string[] =>
  [...new Set(files.map((path) => path.split('/')[0] ?? ''))]
    .filter((name) => !rootFolders.includes(name) && !rootFiles.includes(name))
    .map(
      (name) =>
        `${name}: the root is closed; settings go into package.json, operating into infra/, prose into the README that owns it`,
    )

const projections = 'packages/projections/src'
const catalogue = `${projections}/catalogue.ts`
/** The catalogue is as long as the business has numbers: parts of it stand beside it, and are taken in by it. */
const partOfCatalogue = /^packages\/projections\/src\/catalogue(?:-\w+)?\.ts$/

const within = ({ files }: Repository, folder: string): readonly string[] =>
  files.filter((path) => dirname(path) === `${projections}/${folder}` && path.endsWith('.ts') && !path.endsWith('.test.ts'))

/** KPIs, reports and documents that are not in the catalogue, are named otherwise than their file, or have no test. */
export const outsideCatalogue = (repository: Repository): readonly string[] => {
  if (!repository.files.includes(catalogue)) return []
  const lines = repository.files
    .filter((path) => partOfCatalogue.test(path))
    .map(repository.read)
    .join('\n')
  return ['kpis', 'reports', 'documents'].flatMap((folder) =>
    within(repository, folder).flatMap((path) => {
      const file = basename(path, '.ts')
      const name = file.replace(formerVersion, '')
      const test = path.replace(/\.ts$/, '.test.ts')
      return [
        ...(lines.includes(`'./${folder}/${file}.ts'`) ? [] : [`${path}: give it its line in ${catalogue}`]),
        ...(new RegExp(`\\bname: '${name}'`).test(repository.read(path))
          ? []
          : [`${path}: its name must be '${name}', as its file`]),
        ...(folder === 'documents' || repository.files.includes(test) ? [] : [`${path}: give it a test beside it, ${test}`]),
      ]
    }),
  )
}

/** A file such as `orders.v1.ts` holds a former version of the KPI of that name. */
const formerVersion = /\.v\d+$/

/** The rows of a table in one section of the README: the first cell without its back-ticks. */
const firstCells = (readme: string, heading: string): readonly string[] => {
  const section = readme.split(/^## /m).find((part) => part.startsWith(heading)) ?? ''
  return [...section.matchAll(/^\| *`?([\w-]+)`? *\|/gm)].map((match) => match[1] ?? '')
}

const difference = (left: readonly string[], right: readonly string[]): readonly string[] =>
  left.filter((one) => !right.includes(one))

const kpiTable = 'packages/projections/README.md'

/** Where the KPI table of the README and the catalogue differ. What is not listed (a ledger that only feeds ratios) stands in neither. */
export const unequalKpiTable = (repository: Repository): readonly string[] => {
  if (!repository.files.includes(catalogue)) return []
  const shown = firstCells(repository.read(kpiTable), 'KPIs').filter((name) => !/^(?:kpi|-+)$/i.test(name))
  const listed = within(repository, 'kpis')
    .filter((path) => !/\blisted: false\b/.test(repository.read(path)))
    .map((path) => basename(path, '.ts'))
    .filter((name) => !formerVersion.test(name))
  return [
    ...difference(listed, shown).map((name) => `${kpiTable}: the KPI table lacks ${name}`),
    ...difference(shown, listed).map((name) => `${kpiTable}: the KPI table names ${name}, which the catalogue does not have`),
  ]
}

const settings = (text: string): readonly string[] =>
  [...new Set(text.match(/\bDAYBOOK_[A-Z0-9_]+/g) ?? [])].filter((name) => !name.endsWith('_') && !name.endsWith('_FILE')).sort()

/** Where the settings that the program reads and the ones that infra/env.example explains differ. */
export const unequalSettings = (repository: Repository): readonly string[] => {
  const sources = repository.files.filter((path) => /^services\/server\/src\/(?:[\w-]+-)?settings\.ts$/.test(path))
  const example = 'infra/env.example'
  if (sources.length === 0) return []
  const known = sources.flatMap((path) => settings(repository.read(path)))
  const explained = repository.files.includes(example) ? settings(repository.read(example)) : []
  return [
    ...difference(known, explained).map((name) => `${example}: explain ${name}, with its default and its reason`),
    ...difference(explained, known).map((name) => `${example}: ${name} is read by nothing in ${sources.join(' or ')}`),
  ]
}

const digestOf = (text: string): string => createHash('sha256').update(text).digest('hex')

/** Migrations with a gap in their numbers, without a recorded digest, or edited after it was recorded. */
export const editedMigrations = (repository: Repository): readonly string[] => {
  const migrations = repository.files.filter((path) => /\/migrations\/[^/]+\/[^/]+\.sql$/.test(path))
  return [...new Set(migrations.map((path) => dirname(path)))].flatMap((folder) => {
    const own = migrations.filter((path) => dirname(path) === folder)
    const record = `${folder}/digests.json`
    const digests = repository.files.includes(record)
      ? (JSON.parse(repository.read(record)) as Record<string, string>) // Sound: compared entry by entry below
      : {}
    return own.flatMap((path, index) => {
      const number = String(index + 1).padStart(6, '0')
      const digest = digestOf(repository.read(path))
      return [
        ...(basename(path).startsWith(`${number}-`)
          ? []
          : [`${path}: the next migration of this folder is ${number}-<noun>.sql`]),
        ...(digests[basename(path)] === digest
          ? []
          : [`${path}: a migration is never edited; add the next one. ${record} must say ${digest}`]),
      ]
    })
  })
}

/** Paths that a README names and that do not exist. */
export const lostPaths = (repository: Repository): readonly string[] =>
  repository.files
    .filter((path) => basename(path) === 'README.md')
    .flatMap((path) => {
      const named = [...repository.read(path).matchAll(/`((?:packages|services|tests|infra|\.ci)\/[\w./-]+)`/g)]
      const paths = named.map((match) => match[1] ?? '')
      const lost = difference(
        paths,
        paths.filter((one) => exists(one, repository)),
      )
      return lost.map((one) => `${path} names ${one}, which does not exist`)
    })

const exists = (path: string, { files }: Repository): boolean =>
  files.some((file) => file === path || file.startsWith(`${path.replace(/\/$/, '')}/`))

/** Quoted test names that stand in no test, and promises of the README without a test. */
export const emptyPromises = (repository: Repository): readonly string[] => {
  const readme = repository.read('README.md')
  const promises = [...readme.matchAll(/^\| *(P\d+) *\|.*$/gm)]
  const quoted = promises.flatMap((row) =>
    [...row[0].matchAll(/`(tests\/[\w./-]+|packages\/[\w./-]+|services\/[\w./-]+)` “([^”]+)”/g)].map((match) => ({
      promise: row[1] ?? '',
      path: match[1] ?? '',
      title: match[2] ?? '',
    })),
  )
  return [
    ...quoted
      .filter(({ path, title }) => !exists(path, repository) || !repository.read(path).includes(title))
      .map(({ promise, path, title }) => `README.md: ${promise} rests on "${title}", which ${path} does not hold`),
    ...promises
      .filter((row) => !quoted.some(({ promise }) => promise === row[1]))
      .map((row) => `README.md: promise ${row[1]} names no test; promise what a test shows`),
  ]
}

/** More direct dependencies of the running program than someone can watch. */
export const tooManyDependencies = (repository: Repository): readonly string[] => {
  const most = 50
  const manifests = repository.files.filter((path) => /^(?:packages|services)\/[^/]+\/package\.json$/.test(path))
  const names = manifests.flatMap((path) => {
    const { dependencies = {} } = JSON.parse(repository.read(path)) as { readonly dependencies?: Record<string, string> } // Sound: a package.json
    return Object.keys(dependencies).filter((name) => !name.startsWith('@daybook/'))
  })
  const distinct = new Set(names).size
  return distinct <= most ? [] : [`${distinct} direct dependencies: to ${most}; take one out for the one that comes in`]
}

import { describe, expect, test } from 'vitest'
import { withoutDocstring } from './tidy/exports.ts'
import { againstTheArrows, engineNames, escapedPackages, impurities, looseDependencies, rewrites } from './tidy/imports.ts'
import {
  editedMigrations,
  emptyPromises,
  lostPaths,
  outsideCatalogue,
  strangersAtRoot,
  tooManyDependencies,
  unequalKpiTable,
  unequalSettings,
} from './tidy/repository.ts'
import { longFiles, longFunctions } from './tidy/sizes.ts'
import { readText, repositoryFiles, repositorySources, type Source } from './tidy/source.ts'
import {
  abbreviations,
  dishonestTests,
  emptyFileNames,
  emptyNames,
  escapes,
  foreignWords,
  otherFileNames,
  unfinished,
} from './tidy/writing.ts'

const files = repositoryFiles()
const sources = repositorySources()
const repository = { files, read: readText }
/** The rules name what they forbid, and their own tests plant it. */
const judged = sources.filter((source) => !source.path.startsWith('tests/tidy'))

const over = (rule: (source: Source) => readonly string[], from: readonly Source[] = judged): readonly string[] =>
  from.flatMap(rule)

describe('sizes', () => {
  test('a file holds one concept', () => expect(over(longFiles, sources)).toEqual([]))
  test('a function is read in one look', () => expect(over(longFunctions, sources)).toEqual([]))
})

describe('names and words', () => {
  test('the root is closed', () => expect(strangersAtRoot(repository)).toEqual([]))
  test('every file name says what stands in it', () => expect(files.flatMap(emptyFileNames)).toEqual([]))
  test('file names are in kebab-case', () => expect(files.flatMap(otherFileNames)).toEqual([]))
  test('names say what, not how', () => expect(over(emptyNames)).toEqual([]))
  test('words are written out', () => expect(over(abbreviations)).toEqual([]))
  test('nothing is left for later', () => expect(over(unfinished)).toEqual([]))
  test('nobody steps around the types', () => expect(over(escapes)).toEqual([]))
  test('code and documents speak of the product alone', () => {
    const documents = files.filter((path) => /\.(?:ts|md|sql|ya?ml|example|sh)$/.test(path) && !path.startsWith('tests/tidy'))
    expect(documents.filter((path) => path !== 'pnpm-lock.yaml').flatMap((path) => foreignWords(path, readText(path)))).toEqual(
      [],
    )
  })
  test('every public export is explained', () => {
    const indexes = files.filter((path) => /^(?:packages|services)\/[^/]+\/src\/index\.ts$/.test(path))
    expect(indexes.flatMap((path) => withoutDocstring(path, sources))).toEqual([])
  })
})

describe('structure', () => {
  test('imports follow the arrows', () => expect(over(againstTheArrows)).toEqual([]))
  test('dependencies follow the arrows and the catalog', () => {
    const manifests = files.filter((path) => /(?:^|\/)package\.json$/.test(path))
    expect(manifests.flatMap((path) => looseDependencies(path, readText(path)))).toEqual([])
    expect(tooManyDependencies(repository)).toEqual([])
  })
  test('domain, projections and charts know no clock, no chance and no outside world', () => expect(over(impurities)).toEqual([]))
  test('only server names an engine', () => expect(over(engineNames)).toEqual([]))
  test('a package that may be replaced is imported from one file', () => expect(over(escapedPackages)).toEqual([]))
  test('no statement changes what was recorded', () => expect(over(rewrites)).toEqual([]))
  test('a migration is never edited', () => expect(editedMigrations(repository)).toEqual([]))
})

describe('tests', () => {
  test('tests neither sleep nor replace our own code', () => expect(over(dishonestTests)).toEqual([]))
})

describe('catalogue and documents', () => {
  test('each KPI, report and document stands in the catalogue under the name of its file, with a test', () => {
    expect(outsideCatalogue(repository)).toEqual([])
  })
  test('the README lists the KPIs of the catalogue', () => expect(unequalKpiTable(repository)).toEqual([]))
  test('the example of the environment explains every setting', () => expect(unequalSettings(repository)).toEqual([]))
  test('every path that a README names is there', () => expect(lostPaths(repository)).toEqual([]))
  test('every promise of the README names a test that exists', () => expect(emptyPromises(repository)).toEqual([]))
})

import { describe, expect, test } from 'vitest'
import { withoutDocstring } from './exports.ts'
import { againstTheArrows, engineNames, escapedPackages, impurities, looseDependencies, rewrites } from './imports.ts'
import {
  editedMigrations,
  emptyPromises,
  lostPaths,
  outsideCatalogue,
  type Repository,
  strangersAtRoot,
  unequalKpiTable,
  unequalSettings,
} from './repository.ts'
import { longFiles, longFunctions } from './sizes.ts'
import { type Source, sourceOf } from './source.ts'
import {
  abbreviations,
  dishonestTests,
  emptyFileNames,
  emptyNames,
  escapes,
  foreignWords,
  otherFileNames,
  unfinished,
} from './writing.ts'

type Case = {
  readonly name: string
  readonly rule: (source: Source) => readonly string[]
  readonly path: string
  readonly text: string
}

const lines = (count: number): string => 'step()\n'.repeat(count)

const repositoryOf = (contents: Readonly<Record<string, string>>): Repository => ({
  files: Object.keys(contents),
  read: (path) => contents[path] ?? '',
})

describe('reading a source', () => {
  test('comments, strings, templates and regular expressions are blanked, and every offset is kept', () => {
    // biome-ignore-start lint/suspicious/noTemplateCurlyInString: it is the text of a source
    const text =
      "const a = 'it // is' // said \"so\"\nconst b = `x ${f({ c: '}' })} /* y */`\nconst d = e / 2 / g\nconst h = /[/'\"`]{2}/g /* i\n*/\n"
    const source = sourceOf('a.ts', text)
    expect(source.code).toHaveLength(text.length)
    expect(source.code.split('\n')).toHaveLength(text.split('\n').length)
    expect(source.code.replace(/\s+/g, ' ')).toBe("const a = ' ' const b = ` ${f({ c: ' ' })} ` const d = e / 2 / g const h = / ")
    // biome-ignore-end lint/suspicious/noTemplateCurlyInString: it is the text of a source
    expect(source.comments.map((piece) => piece.text)).toEqual(['// said "so"', '/* i\n*/'])
    expect(source.strings.map((piece) => piece.text)).toEqual(['it // is', 'x ', '}', ' /* y */'])
  })
})

describe('each rule finds the fault planted for it', () => {
  const found: readonly Case[] = [
    { name: 'a long file', rule: longFiles, path: 'a.ts', text: lines(301) },
    { name: 'a long arrow function', rule: longFunctions, path: 'a.ts', text: `const f = () => {\n${lines(60)}}` },
    {
      name: 'a long function with an object as return type',
      rule: longFunctions,
      path: 'a.ts',
      text: `function f(): { a: 1 } {\n${lines(60)}}`,
    },
    { name: 'a name that says how', rule: emptyNames, path: 'a.ts', text: 'class OrderManager {}' },
    { name: 'a prefixed interface', rule: emptyNames, path: 'a.ts', text: 'interface IStore {}' },
    { name: 'a base class', rule: emptyNames, path: 'a.ts', text: 'class Kpi extends Base {}' },
    { name: 'an abbreviation', rule: abbreviations, path: 'a.ts', text: 'const evt = next()' },
    { name: 'an abbreviated parameter', rule: abbreviations, path: 'a.ts', text: 'const f = (a, ctx) => a' },
    { name: 'unfinished work', rule: unfinished, path: 'a.ts', text: '// TODO later' },
    { name: 'a print', rule: unfinished, path: 'a.ts', text: 'console.log(1)' },
    { name: 'a test that hides the others', rule: unfinished, path: 'a.test.ts', text: "test.only('x', f)" },
    { name: 'an any', rule: escapes, path: 'a.ts', text: 'const f = (a: any) => a' },
    { name: 'an assertion that it is there', rule: escapes, path: 'a.ts', text: 'const a = b!.c' },
    { name: 'a default export', rule: escapes, path: 'a.ts', text: 'export default a' },
    { name: 'a mock', rule: dishonestTests, path: 'a.test.ts', text: 'vi.fn()' },
    { name: 'a sleep', rule: dishonestTests, path: 'a.test.ts', text: 'await new Promise((done) => setTimeout(done, 5))' },
    {
      name: 'an import against the arrows',
      rule: againstTheArrows,
      path: 'packages/domain/src/a.ts',
      text: "import { a } from '@daybook/projections'",
    },
    {
      name: 'a service in a service',
      rule: againstTheArrows,
      path: 'services/api/src/a.ts',
      text: "const a = await import('@daybook/intake')",
    },
    {
      name: 'a way around the front door',
      rule: againstTheArrows,
      path: 'services/api/src/a.ts',
      text: "import { a } from '../../../packages/domain/src/a.ts'",
    },
    { name: 'a clock in a pure package', rule: impurities, path: 'packages/domain/src/a.ts', text: 'const now = new Date()' },
    {
      name: 'a node module in a pure package',
      rule: impurities,
      path: 'packages/projections/src/a.ts',
      text: "import { join } from 'node:path'",
    },
    {
      name: 'an engine named outside server',
      rule: engineNames,
      path: 'services/api/src/a.ts',
      text: 'openSqliteEventStore({ file })',
    },
    {
      name: 'an escaped package',
      rule: escapedPackages,
      path: 'services/api/src/a.ts',
      text: "import Database from 'better-sqlite3'",
    },
    {
      name: 'a held package in a test, where one file of the tests holds it',
      rule: escapedPackages,
      path: 'tests/engines/feed.test.ts',
      text: "import { Kafka } from 'kafkajs'",
    },
    {
      name: 'a changed event',
      rule: rewrites,
      path: 'packages/event-store/src/sqlite.ts',
      text: "const sql = 'UPDATE events SET body = ?'",
    },
    {
      name: 'a deleted entry',
      rule: rewrites,
      path: 'packages/read-model/src/sqlite.ts',
      text: "const sql = 'DELETE FROM entries WHERE day < ?'",
    },
  ]
  test.each(found)('$name', ({ rule, path, text }) => {
    expect(rule(sourceOf(path, text))).toHaveLength(1)
  })

  test('names of files and folders', () => {
    expect(emptyFileNames('packages/domain/src/utils.ts')).toHaveLength(1)
    expect(emptyFileNames('services/shared/src/order.ts')).toHaveLength(1)
    expect(otherFileNames('packages/domain/src/orderBook.ts')).toHaveLength(1)
    expect(strangersAtRoot(repositoryOf({ 'docs/a.md': '' }))).toHaveLength(1)
  })

  test('words about the making', () => {
    expect(foreignWords('README.md', 'Run it in /home/bo/daybook.')).toHaveLength(1)
    expect(foreignWords('README.md', 'Written by an agent in one session.')).toHaveLength(2)
  })

  test('a dependency with a version of its own, or against the arrows', () => {
    const manifest = '{ "dependencies": { "zod": "4.6.7", "@daybook/read-model": "workspace:*" } }'
    expect(looseDependencies('packages/event-store/package.json', manifest)).toHaveLength(2)
  })

  test('a public export without a docstring, through re-exports', () => {
    const sources = [
      sourceOf('packages/a/src/index.ts', "export * from './b.ts'\n"),
      sourceOf(
        'packages/a/src/b.ts',
        '/** Told. */\nexport const told = 1\n\nexport const untold = 2\n\n/** A schema. */\nexport const Day = 3\nexport type Day = 4\n',
      ),
    ]
    expect(withoutDocstring('packages/a/src/index.ts', sources)).toEqual([expect.stringContaining('b.ts:4 untold')])
  })

  test('a KPI without line, name or test, and a table that differs from the catalogue', () => {
    const repository = repositoryOf({
      'packages/projections/README.md': '## KPIs\n\n| `quota` | Quota |\n',
      'packages/projections/src/catalogue.ts': "import { orders } from './kpis/orders.ts'",
      'packages/projections/src/kpis/orders.ts': "name: 'orders'",
      'packages/projections/src/kpis/quota.ts': "name: 'quotas'",
    })
    expect(outsideCatalogue(repository)).toHaveLength(4)
    expect(unequalKpiTable(repository)).toEqual([expect.stringContaining('lacks orders')])
  })

  test('a former version of a KPI has its line and its test, the name of the newest, and none of its place in the table', () => {
    const repository = repositoryOf({
      'packages/projections/README.md': '## KPIs\n\n| `quota` | Quota |\n',
      'packages/projections/src/catalogue.ts': "'./kpis/quota.ts' './kpis/quota.v1.ts'",
      'packages/projections/src/kpis/quota.ts': "name: 'quota'",
      'packages/projections/src/kpis/quota.test.ts': '',
      'packages/projections/src/kpis/quota.v1.ts': "name: 'quota'",
      'packages/projections/src/kpis/quota.v1.test.ts': '',
    })
    expect([outsideCatalogue(repository), unequalKpiTable(repository)]).toEqual([[], []])
  })

  test('a setting that is not explained, and one that nothing reads', () => {
    const repository = repositoryOf({
      'services/server/src/settings.ts': 'DAYBOOK_A DAYBOOK_B_FILE',
      'infra/env.example': 'DAYBOOK_C=1',
    })
    expect(unequalSettings(repository)).toHaveLength(2)
  })

  test('an edited migration, and a gap', () => {
    const repository = repositoryOf({
      'packages/a/migrations/sqlite/000002-a.sql': 'SELECT 1',
      'packages/a/migrations/sqlite/digests.json': '{ "000002-a.sql": "0" }',
    })
    expect(editedMigrations(repository)).toHaveLength(2)
  })

  test('a promise without a test, a test that is not there, and a path that leads nowhere', () => {
    const repository = repositoryOf({
      'README.md': '| P1 | Whole. | |\n| P2 | Once. | `tests/a.test.ts` “sent twice” |\n\nSee `tests/b.test.ts`.',
      'tests/a.test.ts': "test('sent once', f)",
    })
    expect(emptyPromises(repository)).toHaveLength(2)
    expect(lostPaths(repository)).toHaveLength(1)
  })
})

describe('each rule lets its neighbour pass', () => {
  const passed: readonly Case[] = [
    {
      name: 'a suite of many tests',
      rule: longFunctions,
      path: 'a.test.ts',
      text: `describe('x', () => {\n${"test('y', () => expect(1))\n".repeat(80)}})`,
    },
    { name: 'a word inside a string', rule: abbreviations, path: 'a.ts', text: "const a = 'evt'" },
    { name: 'a difference', rule: escapes, path: 'a.ts', text: 'if (a !== b) c = !d' },
    { name: 'the word any in a sentence', rule: escapes, path: 'a.ts', text: '// : any scope' },
    { name: 'an error class', rule: emptyNames, path: 'a.ts', text: 'class Fault extends Error {}' },
    {
      name: 'a day from an instant that was passed in',
      rule: impurities,
      path: 'packages/domain/src/a.ts',
      text: 'const day = new Date(instant)',
    },
    {
      name: 'the end of a retired generation',
      rule: rewrites,
      path: 'packages/read-model/src/sqlite.ts',
      text: "run('DELETE FROM entries WHERE generation = ?')",
    },
    {
      name: 'an engine in its own package',
      rule: engineNames,
      path: 'packages/event-store/src/sqlite.ts',
      text: 'openSqliteEventStore({ file })',
    },
  ]
  test.each(passed)('$name', ({ rule, path, text }) => {
    expect(rule(sourceOf(path, text))).toEqual([])
  })
})

import { existsSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import Database from 'better-sqlite3'
import { type Engine, enginesTitle, engineText, serversIn } from './engine-lines.ts'

type Assertion = { readonly status: string; readonly fullName: string; readonly failureMessages: readonly string[] }
type TestFile = {
  readonly name: string
  readonly status: string
  readonly message: string
  readonly assertionResults: readonly Assertion[]
}
type Step = { readonly name: string; readonly exitCode: number }
type Count = { readonly passed: number; readonly failed: number }

/** The runs of tests: the step of `.ci/run` and the file it leaves its results in. */
const runs = [
  { step: 'test', file: 'tests.json' },
  { step: 'test:engines', file: 'engines.json' },
] as const

const contractOf =
  (port: string, engine: string) =>
  (fullName: string): boolean =>
    fullName.startsWith(`the ${port} (${engine})`)

const sqliteVersion = String(new Database(':memory:').prepare('SELECT sqlite_version()').pluck().get())

/** The engines that need no server: always there, tested by the contract of each port. */
const embedded: readonly Engine[] = [
  ...['event store', 'read model', 'stream log'].map(
    (port): Engine => ({
      name: `${port}, in memory`,
      kind: 'real',
      version: '-',
      why: 'our own',
      isTestedBy: contractOf(port, 'in memory'),
    }),
  ),
  ...['event store', 'read model'].map(
    (port): Engine => ({
      name: `${port}, SQLite`,
      kind: 'real',
      version: sqliteVersion,
      why: 'embedded',
      isTestedBy: contractOf(port, 'SQLite'),
    }),
  ),
]

const readFiles = (folder: string, { file }: (typeof runs)[number]): readonly TestFile[] => {
  const path = join(folder, file)
  if (!existsSync(path)) return []
  return (JSON.parse(readFileSync(path, 'utf8')) as { readonly testResults: readonly TestFile[] }).testResults // Sound: written by vitest
}

const readSteps = (folder: string): readonly Step[] =>
  readFileSync(join(folder, 'steps.tsv'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => line.split('\t'))
    .map(([name, exitCode]) => ({ name: name ?? '', exitCode: Number(exitCode) }))

const withStatus = (files: readonly TestFile[], status: string): number =>
  files.flatMap((file) => file.assertionResults).filter((assertion) => assertion.status === status).length

const brokenFiles = (files: readonly TestFile[]): readonly TestFile[] =>
  files.filter((file) => file.status === 'failed' && withStatus([file], 'failed') === 0)

/** Tests by their own result; a run that ended badly although no test failed (a crash, a file that does not load) counts as one failure. */
const countRun = (files: readonly TestFile[], exitCode: number | undefined): Count => {
  const passed = withStatus(files, 'passed')
  const failed = withStatus(files, 'failed') + brokenFiles(files).length
  const endedBadly = exitCode !== 0 && failed === 0
  const nothingRan = files.length === 0 && !endedBadly
  return { passed, failed: failed + Number(endedBadly) + Number(nothingRan) }
}

const countAll = (folder: string, steps: readonly Step[]): Count => {
  const checks = steps.filter(({ name }) => runs.every(({ step }) => step !== name))
  const counts = [
    ...runs.map((run) => countRun(readFiles(folder, run), steps.find(({ name }) => name === run.step)?.exitCode)),
    ...checks.map(({ exitCode }) => ({ passed: Number(exitCode === 0), failed: Number(exitCode !== 0) })),
  ]
  const total = (part: keyof Count): number => counts.reduce((sum, count) => sum + count[part], 0)
  return { passed: total('passed'), failed: total('failed') }
}

/** The lines of a test that failed: which, and what was expected and found, as far as a screen takes it. */
const describeFailure = (file: string, { fullName, failureMessages }: Assertion): readonly string[] => [
  `failed: ${file}: ${fullName}`,
  ...stripVTControlCharacters(failureMessages.join('\n'))
    .split('\n')
    .filter((line) => !line.includes('node_modules'))
    .slice(0, 20)
    .map((line) => `  ${line}`),
]

const describeFailures = (files: readonly TestFile[], steps: readonly Step[]): readonly string[] => [
  ...files.flatMap((file) =>
    file.assertionResults
      .filter((assertion) => assertion.status === 'failed')
      .flatMap((assertion) => describeFailure(relative(process.cwd(), file.name), assertion)),
  ),
  ...brokenFiles(files).map(
    (file) => `failed: ${relative(process.cwd(), file.name)} does not load: ${file.message.split('\n')[0]}`,
  ),
  ...steps.filter((step) => step.exitCode !== 0).map((step) => `failed: ${step.name} (exit code ${step.exitCode})`),
]

const skipped = (files: readonly TestFile[]): readonly string[] =>
  files
    .flatMap((file) => file.assertionResults)
    .filter((assertion) => ['skipped', 'pending', 'todo'].includes(assertion.status))
    .map((assertion) => `skipped: ${assertion.fullName}`)

const main = (folder: string): number => {
  const files = runs.flatMap((run) => readFiles(folder, run))
  const steps = readSteps(folder)
  const { passed, failed } = countAll(folder, steps)
  const tests = files.flatMap((file) => file.assertionResults)
  const lines = [
    enginesTitle,
    ...[...embedded, ...serversIn(tests.map(({ fullName }) => fullName))].map((engine) => engineText(engine, tests)),
    ...skipped(files),
    ...describeFailures(files, steps),
    `${passed} passed, ${failed} failed`,
  ]
  process.stdout.write(`${lines.join('\n')}\n`)
  return failed === 0 ? 0 : 1
}

process.exitCode = main(process.argv[2] ?? '.')

import { existsSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'

type Assertion = { readonly status: string; readonly fullName: string }
type TestFile = {
  readonly name: string
  readonly status: string
  readonly message: string
  readonly assertionResults: readonly Assertion[]
}
type Step = { readonly name: string; readonly exitCode: number }
type Count = { readonly passed: number; readonly failed: number }

/** Each engine of each port, how the port's contract names it, and what stands behind it in this release. */
const engines = [
  { port: 'event store', engine: 'in memory', how: 'real' },
  { port: 'event store', engine: 'SQLite', how: 'real' },
  { port: 'read model', engine: 'in memory', how: 'real' },
  { port: 'read model', engine: 'SQLite', how: 'real' },
] as const

const readFiles = (folder: string): readonly TestFile[] => {
  const path = join(folder, 'tests.json')
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

const describeEngine = ({ port, engine, how }: (typeof engines)[number], files: readonly TestFile[]): string => {
  const contract = files
    .flatMap((file) => file.assertionResults)
    .filter(({ fullName }) => fullName.startsWith(`the ${port} (${engine})`))
  const passed = contract.filter(({ status }) => status === 'passed').length
  const failed = contract.filter(({ status }) => status === 'failed').length
  const outcome = contract.length === 0 ? 'skipped: its contract was not run' : `${how}: ${passed} passed, ${failed} failed`
  return `${port.padEnd(12)} ${engine.padEnd(10)} ${outcome}`
}

/** Tests by their own result; a run that ended badly although no test failed (a crash, a file that does not load) counts as one failure. */
const countAll = (files: readonly TestFile[], steps: readonly Step[]): Count => {
  const tests = { passed: withStatus(files, 'passed'), failed: withStatus(files, 'failed') }
  const brokenFiles = files.filter((file) => file.status === 'failed' && withStatus([file], 'failed') === 0).length
  const run = steps.find((step) => step.name === 'test')
  const endedBadly = run?.exitCode !== 0 && tests.failed + brokenFiles === 0
  const nothingRan = tests.passed + tests.failed === 0 && !endedBadly
  const checks = steps.filter((step) => step.name !== 'test')
  return {
    passed: tests.passed + checks.filter((step) => step.exitCode === 0).length,
    failed:
      tests.failed + brokenFiles + Number(endedBadly) + Number(nothingRan) + checks.filter((step) => step.exitCode !== 0).length,
  }
}

const describeFailures = (files: readonly TestFile[], steps: readonly Step[]): readonly string[] => [
  ...files.flatMap((file) =>
    file.assertionResults
      .filter((assertion) => assertion.status === 'failed')
      .map((assertion) => `failed: ${relative(process.cwd(), file.name)}: ${assertion.fullName}`),
  ),
  ...files
    .filter((file) => file.status === 'failed' && withStatus([file], 'failed') === 0)
    .map((file) => `failed: ${relative(process.cwd(), file.name)} does not load: ${file.message.split('\n')[0]}`),
  ...steps.filter((step) => step.exitCode !== 0).map((step) => `failed: ${step.name} (exit code ${step.exitCode})`),
]

const skipped = (files: readonly TestFile[]): readonly string[] =>
  files
    .flatMap((file) => file.assertionResults)
    .filter((assertion) => ['skipped', 'pending', 'todo'].includes(assertion.status))
    .map((assertion) => `skipped: ${assertion.fullName}`)

const main = (folder: string): number => {
  const files = readFiles(folder)
  const steps = readSteps(folder)
  const { passed, failed } = countAll(files, steps)
  const lines = [
    'Engines (real: the engine itself; double: a stand-in that speaks its protocol):',
    ...engines.map((engine) => describeEngine(engine, files)),
    ...skipped(files),
    ...describeFailures(files, steps),
    `${passed} passed, ${failed} failed`,
  ]
  process.stdout.write(`${lines.join('\n')}\n`)
  return failed === 0 ? 0 : 1
}

process.exitCode = main(process.argv[2] ?? '.')

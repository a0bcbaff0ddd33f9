import { existsSync, readFileSync } from 'node:fs'
import { eventNames, policyIds } from '@daybook/domain'
import { derived, kpis, reports, type Scope, workbooks } from '@daybook/projections'
import { describe, expect, test } from 'vitest'
import { expectedAnswers, openFx1 } from './fx1-book.ts'

/** A row of the table: its first cell, what it names, whether that is built, the test that shows it, and a command to try. */
type Row = {
  readonly id: string
  readonly names: readonly string[]
  readonly feeding: readonly string[]
  readonly built: string
  readonly tests: readonly string[]
  readonly command: string
}

const root = new URL('../../', import.meta.url)
const readme = readFileSync(new URL('packages/projections/README.md', root), 'utf8')
const [, table = ''] = readme.split('\n## The specification, row by row\n')

const quoted = (cell: string): readonly string[] => [...cell.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name)

const rowOf = (line: string): Row => {
  const [id = '', names = '', built = '', vector = '', example = ''] = line
    .slice(1, -1)
    .split('|')
    .map((cell) => cell.trim())
  const [own = '', feeding = ''] = names.split('fed by')
  return {
    id: id.replaceAll('`', ''),
    names: quoted(own),
    feeding: quoted(feeding),
    built,
    tests: quoted(vector),
    command: quoted(example)[0] ?? '',
  }
}

/** The rows of one part of the section; the two lines of its head are left out. */
const rowsOf = (part: string): readonly Row[] => {
  const [, text = ''] = table.split(`\n### ${part}\n`)
  const [own = ''] = text.split(/\n##+ /)
  return own
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .slice(2)
    .map(rowOf)
}

const [metrics, tables, events, commands, policies] = ['Metrics', 'Reports', 'Events', 'Commands', 'Policies'].map(rowsOf) as [
  readonly Row[],
  readonly Row[],
  readonly Row[],
  readonly Row[],
  readonly Row[],
] // Sound: one for each of the five
const rows = [...metrics, ...tables, ...events, ...commands, ...policies]

const numbered = (letter: string, last: number): readonly string[] =>
  Array.from({ length: last }, (_, place) => `${letter}-${String(place + 1).padStart(2, '0')}`)

const idsOfReports =
  'R-75 R-77 R-134 R-100 R-101 R-112 R-119 R-135 R-136 R-137 R-138 R-139 R-140 R-141 R-142 R-143 R-144 R-AUD R-R1 R-R2 R-R3 R-G1 R-G2 R-G3 R-G4 R-G5 R-S1 R-S2 R-A1 R-A2 R-A3 R-A4 R-A5 R-A6'
const decisions =
  'RegisterAccount AssignAccount DeclareLost RetractLoss CorrectLossReason WinBack MergeAccounts OverrideCredit SetQuota TransferQuota SubmitForecast OpenPlan AddStrategy AddInitiative AddTactic MakeCommitment LockCommitments RecordOutcome WithdrawCommitment CloseQbr AgreePdpInitiative RunKeyReview SetTargets SetLeads MoveToLka TakeFromLka AssignListCustodian RecordListReview ClosePeriod PublishFxRate DefineCalendar SetPolicy'
/** Events that the evidence and the erasure of persons will write. */
const evidence = ['KpiDefinitionActivated', 'LedgerBlockSealed', 'StreamHeadsSealed', 'SubjectErased']

const ids = (some: readonly Row[]): readonly string[] => some.map(({ id }) => id)
const missing = (wanted: readonly string[], found: readonly string[]) => wanted.filter((each) => !found.includes(each))
const isBuilt = ({ built }: Row): boolean => !built.startsWith('no: ')
const sorted = (names: readonly string[]): readonly string[] => [...names].sort()

describe('each row of the specification is a row of the table', () => {
  test('metrics M-01 to M-64', () => expect(missing(numbered('M', 64), ids(metrics))).toEqual([]))
  test('reports of the eighth chapter', () => expect(missing(idsOfReports.split(' '), ids(tables))).toEqual([]))
  test('policies P-01 to P-24', () => expect(missing(numbered('P', 24), ids(policies))).toEqual([]))
  test('decisions', () => expect(missing(decisions.split(' '), ids(commands))).toEqual([]))
  test('metrics, events, commands and policies have one row each', () => {
    for (const part of [metrics, events, commands, policies]) expect(ids(part)).toEqual([...new Set(ids(part))])
  })
  test('each says whether it is built, or why not; a metric that is has a name', () => {
    expect(rows.filter(({ built }) => !/^(?:yes|(?:no|in part): .+)$/.test(built))).toEqual([])
    expect(metrics.filter((row) => isBuilt(row) !== row.names.length + row.feeding.length > 0)).toEqual([])
  })
})

describe('the names of the table are those of the code', () => {
  const measures = [...kpis, ...derived]
  const isFeeding = (name: string) => measures.some((each) => each.name === name && 'listed' in each && each.listed === false)
  const columns = reports.flatMap((each) => each.columns.map(({ id }) => `${each.name}.${id}`))
  const charts = reports.flatMap((each) => (each.charts ?? []).map((chart) => `${each.name}/${chart.name}`))
  const named = metrics.flatMap(({ names }) => names)

  test('each KPI, ratio and calculation stands in one row, and what is in no list is said to feed it', () => {
    const all = measures.map(({ name }) => name)
    expect(sorted(named.filter((name) => !name.includes('.')))).toEqual(sorted(all.filter((name) => !isFeeding(name))))
    expect(sorted(metrics.flatMap(({ feeding }) => feeding))).toEqual(sorted(all.filter(isFeeding)))
  })

  test('columns that stand for a metric are columns of their report', () => {
    expect(
      missing(
        named.filter((name) => name.includes('.')),
        columns,
      ),
    ).toEqual([])
  })

  test('each report, chart and workbook stands in one row', () => {
    const all = [...reports.map(({ name }) => name), ...charts, ...workbooks.map(({ name }) => name)]
    expect(sorted(tables.flatMap(({ names }) => names))).toEqual(sorted(all))
  })

  test('each event has its row, and those that are not there belong to evidence and erasure', () => {
    expect(sorted(ids(events.filter(({ built }) => built === 'yes')))).toEqual(sorted(eventNames))
    expect(sorted(ids(events.filter(({ built }) => built !== 'yes')))).toEqual(evidence)
  })

  test('each policy that can be set stands in one row', () => {
    expect(sorted(policies.flatMap(({ names }) => names))).toEqual(sorted(policyIds))
  })

  test('each command has its endpoint, and each endpoint of a decision its row', () => {
    const { paths } = JSON.parse(readFileSync(new URL('tests/fixtures/openapi.json', root), 'utf8')) as {
      readonly paths: Readonly<Record<string, { readonly post?: { readonly tags?: readonly string[] } }>>
    } // Sound: the snapshot of the program's own description
    const offered = Object.entries(paths).filter(([, { post }]) => post?.tags?.includes('decisions'))
    expect(sorted(commands.flatMap(({ names }) => names))).toEqual(sorted(offered.map(([path]) => `POST ${path}`)))
  })
})

test('what is built names the test that shows it, which exists', () => {
  expect(rows.filter((row) => isBuilt(row) && row.tests.length === 0)).toEqual([])
  expect(rows.flatMap((row) => row.tests).filter((path) => !existsSync(new URL(path, root)))).toEqual([])
})

type Asked = { readonly verb: string; readonly name: string; readonly flags: Readonly<Record<string, string>> }

/** A command line of the table, read as the program reads it. */
const readCommand = (line: string): Asked => {
  const [, verb = '', name = '', ...rest] = line.split(' ')
  const flags = rest.flatMap((word, place) => {
    const value = rest[place + 1] ?? ''
    if (!word.startsWith('--')) return []
    const [parameter = '', given = ''] = value.split('=')
    return [word === '--param' ? [parameter, given] : [word.slice(2), value]]
  })
  return { verb, name, flags: Object.fromEntries(flags) }
}

const opened = expectedAnswers === null ? null : await openFx1()

/** What the command answers of FX-1: `ok`, or the refusal. */
const answerTo = async (line: string): Promise<unknown> => {
  if (opened === null) throw new Error('FX-1 is not at hand')
  const { verb, name, flags } = readCommand(line)
  const { 'as-of': asOf = '', 'known-at': knownAt = null, ...parameters } = flags
  const times = await opened.at(asOf, knownAt)
  if (verb === 'report') return (await opened.answers.report({ report: name, parameters }, times)).ok
  const { scope = 'org', entity = null, period = '' } = parameters
  const answer = await opened.answers.explain({ kpi: name, scope: scope as Scope, entity, period }, times) // Sound: refused if it is none
  return answer.ok ? true : answer.refusal
}

const ofReports = new Set(workbooks.map(({ name }) => name))
const tried = [...new Set(rows.map(({ command }) => command))].filter(
  (line) => line.startsWith('daybook ') && !ofReports.has(readCommand(line).name),
)

describe.skipIf(opened === null)('the examples work on FX-1', () => {
  test.each(tried)('%s', async (line) => expect(await answerTo(line)).toBe(true))

  test('each metric that is built has one', () => {
    expect(metrics.filter((row) => isBuilt(row) && !row.command.startsWith('daybook '))).toEqual([])
  })

  test('what explains a policy names it', async () => {
    const unnamed: string[] = []
    for (const { names, command } of policies) {
      if (!command.startsWith('daybook explain')) continue
      const { name, flags } = readCommand(command)
      const { scope = 'org', entity = null, period = '', 'as-of': asOf = '', 'known-at': knownAt = null } = flags
      const times = await opened?.at(asOf, knownAt)
      if (times === undefined) continue
      const answer = await opened?.answers.explain({ kpi: name, scope: scope as Scope, entity, period }, times) // Sound: as above
      const told = answer?.ok ? answer.value.policies.map(({ policyId }) => policyId as string) : []
      unnamed.push(...names.filter((policy) => !told.includes(policy)).map((policy) => `${policy}: ${command}`))
    }
    expect(unnamed).toEqual([])
  })
})

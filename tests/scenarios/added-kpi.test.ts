import { cpSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { beforeAll, expect, test, vi } from 'vitest'
import { daybookIn, newFolder, patienceMs } from './program.ts'
import { fileOf, smallBook } from './small-book.ts'

vi.setConfig({ testTimeout: patienceMs, hookTimeout: patienceMs })

const root = fileURLToPath(new URL('../..', import.meta.url))

/** The fenced blocks of the part of the README that tells how a KPI is added: its file, then its import. */
const shown = (): readonly [file: string, imported: string] => {
  const readme = readFileSync(join(root, 'packages/projections/README.md'), 'utf8')
  const part = readme.slice(readme.indexOf('## Adding a KPI'), readme.indexOf('## Adding a report'))
  const [file, imported] = [...part.matchAll(/```ts\n(.*?)```/gs)].map(([, text = '']) => text)
  if (file === undefined || imported === undefined) throw new Error('the README does not show how a KPI is added')
  return [file, imported]
}

/** A workspace of its own: the sources and what links them, with the packages of npm that are installed here. */
const copyOfWorkspace = (): string => {
  const copy = mkdtempSync(join(tmpdir(), 'daybook-workspace-'))
  for (const folder of ['packages', 'services'])
    cpSync(join(root, folder), join(copy, folder), { recursive: true, verbatimSymlinks: true })
  for (const file of ['package.json', 'pnpm-workspace.yaml', 'tsconfig.base.json']) cpSync(join(root, file), join(copy, file))
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'))
  return copy
}

/** Adds the KPI as the README says. */
const added = (): string => {
  const workspace = copyOfWorkspace()
  const [file, imported] = shown()
  writeFileSync(join(workspace, 'packages/projections/src/kpis/large-orders.ts'), file)
  const catalogue = join(workspace, 'packages/projections/src/catalogue.ts')
  const before = readFileSync(catalogue, 'utf8')
  const after = `${imported}${before.replace('kpis: readonly AnyKpi[] = [\n', '$&  largeOrders,\n')}`
  expect(after.split('\n').length).toBe(before.split('\n').length + 2)
  writeFileSync(catalogue, after)
  return workspace
}

let workspace = ''
const folder = newFolder()

beforeAll(async () => {
  workspace = added()
  const imported = await daybookIn(workspace, ['import', fileOf(smallBook), '--backfill', '--data-dir', folder])
  expect(imported).toMatchObject({ exitCode: 0 })
})

const ofR1 = ['--scope', 'rep', '--entity', 'R1', '--period', '2025-02', '--as-of', '2025-04-01', '--data-dir', folder]

const asked = async (typed: readonly string[]): Promise<string> => {
  const { exitCode, stdout, stderr } = await daybookIn(workspace, typed)
  expect({ exitCode, stderr: exitCode === 0 ? '' : stderr }).toEqual({ exitCode: 0, stderr: '' })
  return stdout
}

test('the KPI of the README has its value, now and at every scope', async () => {
  expect(JSON.parse(await asked(['kpi', 'large-orders', ...ofR1, '--json'])).rows).toMatchObject([{ entity: 'R1', value: 1 }])
  const org = ['--scope', 'org', '--period', '2025-Q1', '--as-of', '2025-04-01', '--data-dir', folder, '--json']
  expect(JSON.parse(await asked(['kpi', 'large-orders', ...org])).rows).toMatchObject([{ value: 1 }])
})

test('it stands in the list of KPIs', async () => {
  const { items } = JSON.parse(await asked(['kpi', '--json', '--data-dir', folder]))
  expect(items).toContainEqual(expect.objectContaining({ name: 'large-orders', title: 'Large orders' }))
})

test('it is explained, replayed, compared and proved', async () => {
  const explained = JSON.parse(await asked(['explain', 'large-orders', ...ofR1, '--json']))
  // The correction leaves the order large, and is what it is large by from then on.
  const [order, basis] = explained.entries
  expect(explained.value).toBe(1)
  expect(order).toMatchObject({ reason: 'order', delta: 1, causedBy: { id: 'O1' } })
  expect(basis).toMatchObject({ reason: 'basis', delta: 0, causedBy: { id: 'O1-1' } })
  const { steps } = JSON.parse(await asked(['replay', 'large-orders', ...ofR1, '--json']))
  expect(steps.at(-1)).toMatchObject({ valueAfter: 1 })
  const earlier = ['--from-known-at', 'position:0']
  expect(JSON.parse(await asked(['diff', 'large-orders', ...ofR1, ...earlier, '--json']))).toMatchObject({ difference: 1 })
  expect(JSON.parse(await asked(['verify', 'large-orders', ...ofR1, '--json']))).toMatchObject({ equal: true })
})

test('it is exported', async () => {
  expect(await asked(['kpi', 'large-orders', ...ofR1, '--format', 'csv'])).toContain('R1')
})

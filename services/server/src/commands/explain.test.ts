import { expect, test, vi } from 'vitest'
import { daybook, patienceMs, serve } from '../../../../tests/scenarios/program.ts'
import { loadedFolder } from '../../../../tests/scenarios/small-book.ts'
import { terminalOf } from '../terminal.ts'
import { drawExplanation, Explanation } from './explain.ts'

vi.setConfig({ testTimeout: patienceMs })

const entities = {
  org: null,
  rep: 'R1',
  account: 'A1',
  team: 'T-East',
  industry: 'retail',
  territory: 'west',
  product: 'P1',
  family: 'F1',
}
const periods = ['2025-02', '2025-Q1', 'FY2025', '2025-02:ytd']

type Kpi = { readonly name: string; readonly scopes: readonly (keyof typeof entities)[] }

const terminal = terminalOf({ stdout: { write: () => true }, stderr: { write: () => true }, environment: {} })

/** Whatever the interface answers about a figure, the program can draw. */
const drawn = async (address: string, { name, scopes }: Kpi): Promise<string> => {
  for (const scope of scopes) {
    for (const period of periods) {
      const entity = entities[scope]
      const query = new URLSearchParams({ scope, period, asOf: '2025-04-01', ...(entity === null ? {} : { entity }) })
      const response = await fetch(`${address}/v1/kpis/${name}/explain?${query}`)
      if (response.ok) return drawExplanation({ terminal }, Explanation.parse(await response.json()))
    }
  }
  return 'never answered'
}

test('every KPI of the list is explained on the command line', async () => {
  const folder = await loadedFolder()
  await using server = await serve(folder)
  const { exitCode, stdout } = await daybook(['kpi', '--json', '--url', server.address])
  expect(exitCode).toBe(0)
  const { items } = JSON.parse(stdout) as { readonly items: readonly Kpi[] }
  const lines = await Promise.all(items.map(async (kpi) => [kpi.name, await drawn(server.address, kpi)] as const))
  expect(lines.length).toBeGreaterThan(100)
  expect(lines.filter(([name, text]) => !text.startsWith(`${name}, `))).toEqual([])
})

test('a calculation is explained by its formula, its operands, and how to go on', async () => {
  const cell = ['--scope', 'rep', '--entity', 'R1', '--period', '2025-02', '--as-of', '2025-04-01']
  const { exitCode, stdout, stderr } = await daybook(['explain', 'run-rate', ...cell, '--data-dir', await loadedFolder()])
  expect(exitCode).toBe(0)
  expect(stdout).toMatch(/^run-rate, rep R1 2025-02: /)
  expect(stdout).toMatch(/\n {2}2025-02: net-sales rep R1 2025-02 1,100\.00/)
  expect(stderr).toContain('go on with: daybook explain net-sales --scope rep --entity R1 --period 2025-02')
})

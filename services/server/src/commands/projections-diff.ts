import type { Command } from 'commander'
import { z } from 'zod'
import { Shown } from '../entries.ts'
import { difference as differenceText, figure, grouped } from '../figures.ts'
import type { Host } from '../host.ts'
import { asAction, type Invocation, type OpenBook, print } from '../invocation.ts'
import { ask } from '../problem.ts'
import { noteTimes, repeated, Times, withTimes } from '../selectors.ts'
import { table } from '../terminal.ts'

const Kpi = z.looseObject({
  kpi: z.string(),
  from: z.number().nullable(),
  to: z.number().nullable(),
  unit: z.string(),
  cells: z.number(),
  differing: z.number(),
  largest: z.array(
    z.looseObject({
      scope: z.string(),
      entity: z.string().nullable(),
      period: z.string(),
      from: Shown,
      to: Shown,
      difference: Shown,
    }),
  ),
})
const Answer = z.looseObject({
  ...Times.shape,
  from: z.looseObject({ generation: z.number() }),
  to: z.looseObject({ generation: z.number() }),
  kpis: z.array(Kpi),
})
type Answer = z.infer<typeof Answer>

/** `daybook projections diff`: what a switch would change. */
export const registerProjectionsDiff = (projections: Command, host: Host, open: OpenBook): void => {
  withTimes(projections.command('diff'))
    .argument('[name]', 'which projection', 'ledgers')
    .description('Compare the ledgers that answer with the rebuilt ones, KPI by KPI and cell by cell')
    .option('--kpi <name>', 'which KPI; may be repeated (default: those whose version differs)', repeated)
    .option('--generation <number>', 'with which generation (default: the one that switch would take)')
    .option('--top <cells>', 'how many cells of each KPI to print', '10')
    .action(asAction(host, (invocation) => diff(invocation, open)))
}

const Own = z.object({
  kpi: z.array(z.string()).default([]),
  generation: z.string().optional(),
  top: z.string(),
  asOf: z.string().optional(),
  knownAt: z.string().optional(),
})

const diff = async (invocation: Invocation, open: OpenBook): Promise<void> => {
  const { kpi, top, ...single } = Own.parse(invocation.own)
  const query = new URLSearchParams({ limit: top })
  for (const [name, value] of Object.entries(single)) if (value !== undefined) query.append(name, value)
  for (const one of kpi) query.append('kpi', one)
  await using client = await open(invocation, 'steer')
  const path = `/v1/projections/${encodeURIComponent(invocation.given[0] ?? 'ledgers')}/differences?${query}`
  const answer = await ask(client, Answer, { path })
  print(invocation, answer, () => draw(invocation, answer))
  noteTimes(invocation, answer, { address: client.address, path })
}

const draw = (invocation: Invocation, { from, to, kpis }: Answer): string => {
  if (kpis.length === 0) return `Generations ${from.generation} and ${to.generation} have the same version of every KPI.`
  return [
    table(
      invocation.terminal,
      [
        { title: 'KPI' },
        { title: `generation ${from.generation}` },
        { title: `generation ${to.generation}` },
        { title: 'cells', align: 'right' },
        { title: 'differing', align: 'right' },
      ],
      kpis.map((kpi) => [
        kpi.kpi,
        versionText(kpi.from),
        versionText(kpi.to),
        grouped(String(kpi.cells)),
        grouped(String(kpi.differing)),
      ]),
    ),
    ...kpis.filter(({ largest }) => largest.length > 0).map((kpi) => drawCells(invocation, kpi)),
  ].join('\n\n')
}

const versionText = (version: number | null): string => (version === null ? 'none' : `version ${version}`)

const drawCells = ({ terminal }: Invocation, { kpi, unit, largest }: Answer['kpis'][number]): string =>
  table(
    terminal,
    [
      { title: kpi },
      { title: 'period' },
      { title: 'from', align: 'right' },
      { title: 'to', align: 'right' },
      { title: 'difference', align: 'right' },
    ],
    largest.map(({ scope, entity, period, from, to, difference }) => [
      entity === null ? scope : `${scope} ${entity}`,
      period,
      figure(from, unit),
      figure(to, unit),
      differenceText(difference, unit),
    ]),
  )

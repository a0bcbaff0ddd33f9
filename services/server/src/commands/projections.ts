import type { Command } from 'commander'
import { z } from 'zod'
import { confirmed } from '../ask.ts'
import type { Client } from '../client.ts'
import { Shown } from '../entries.ts'
import { CommandFailure } from '../exit-codes.ts'
import { grouped } from '../figures.ts'
import type { Host } from '../host.ts'
import { asAction, type Invocation, type OpenBook, print, usageError } from '../invocation.ts'
import { ask } from '../problem.ts'
import { progressOf } from '../progress.ts'
import { table } from '../terminal.ts'
import { registerProjectionsDiff } from './projections-diff.ts'

const DifferingCell = z.looseObject({
  kpi: z.string(),
  scope: z.string(),
  entity: z.string(),
  period: z.string(),
  position: z.string(),
  active: Shown,
  other: Shown,
})

const Rebuild = z.looseObject({
  generation: z.number(),
  position: z.string().nullable(),
  head: z.string().nullable(),
  eventsPerSecond: z.number().nullable(),
  etaSeconds: z.number().nullable(),
  comparison: z.string().nullable(),
  differingCells: z.number(),
  firstDifferences: z.array(DifferingCell),
  // A server of the release before does not tell.
  triesAgain: z.boolean().default(false),
})

const Status = z.looseObject({
  name: z.string(),
  state: z.string(),
  position: z.string().nullable(),
  head: z.string().nullable(),
  lagEvents: z.number(),
  generation: z.number(),
  generations: z.array(z.looseObject({ generation: z.number(), state: z.string() })),
  rebuild: Rebuild.nullable(),
  outdated: z.array(z.looseObject({ kpi: z.string(), posted: z.number().nullable(), current: z.number().nullable() })),
  problem: z.string().nullable(),
})
type Status = z.infer<typeof Status>
const List = z.looseObject({ items: z.array(Status) })

/** `daybook projections list|rebuild|diff|switch|pause|resume`: how far the ledgers are, and what to do about it. */
export const registerProjections = (program: Command, host: Host, open: OpenBook): void => {
  const projections = program.command('projections').description('See to the ledgers')
  projections
    .command('list')
    .description('Print how far the ledgers are')
    .action(asAction(host, (invocation) => list(invocation, open)))
  projections
    .command('rebuild')
    .argument('[name]', named, ledgers)
    .description('Post the whole log anew beside the ledgers that answer, and compare')
    .option('--rate <events>', 'at most so many events a second (default: DAYBOOK_REBUILD_EVENTS_PER_SECOND)')
    .option('--wait', 'show how far it is until it was compared (default)', true)
    .option('--no-wait', 'begin it, and leave it to the server')
    .action(asAction(host, (invocation) => rebuild(invocation, open)))
  registerProjectionsDiff(projections, host, open)
  projections
    .command('switch')
    .argument('[name]', named, ledgers)
    .description('Let another generation answer: the one that was rebuilt, or the one before')
    .option('--generation <number>', 'which one')
    .option('--force', 'also when the two differ')
    .action(asAction(host, (invocation) => switchOver(invocation, open)))
  for (const action of ['pause', 'resume'] as const) {
    projections
      .command(action)
      .argument('[name]', named, ledgers)
      .description(action === 'pause' ? 'Stop posting; reads go on' : 'Go on posting')
      .action(asAction(host, (invocation) => act(invocation, open, { name: invocation.given[0], action, body: {} })))
  }
}

/** The one projection of this release; its name may be left out. */
const ledgers = 'ledgers'
const named = 'which projection'

const list = async (invocation: Invocation, open: OpenBook): Promise<void> => {
  await using client = await open(invocation, 'steer')
  const answer = await ask(client, List, { path: '/v1/projections' })
  print(invocation, answer, () => draw(invocation, answer.items))
  for (const { outdated } of answer.items) noteOutdated(invocation, outdated)
}

const draw = ({ terminal }: Invocation, items: readonly Status[]): string =>
  table(
    terminal,
    [
      { title: 'ledgers' },
      { title: 'state' },
      { title: 'position', align: 'right' },
      { title: 'head', align: 'right' },
      { title: 'generations' },
      { title: 'rebuild' },
      { title: 'problem' },
    ],
    items.map(({ name, state, position, head, generations, rebuild, problem }) => [
      name,
      state,
      position ?? '–',
      head ?? '–',
      generations.map((one) => `${one.generation} ${one.state}`).join(', '),
      rebuild === null ? '' : progressText(rebuild),
      problem ?? '',
    ]),
  )

type Deed = { readonly name?: string | undefined; readonly action: string; readonly body: Readonly<Record<string, unknown>> }

const post = (client: Client, { name = ledgers, action, body }: Deed): Promise<Status> =>
  ask(client, Status, {
    path: `/v1/projections/${encodeURIComponent(name)}/${action}`,
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })

const act = async (invocation: Invocation, open: OpenBook, deed: Deed): Promise<void> => {
  await using client = await open(invocation, 'steer')
  const status = await post(client, deed)
  print(invocation, status, () => draw(invocation, [status]))
}

const switchOver = async (invocation: Invocation, open: OpenBook): Promise<void> => {
  const own = z.object({ generation: z.coerce.number().int().optional(), force: z.boolean().optional() }).parse(invocation.own)
  await confirmed(invocation, 'Let another generation of the ledgers answer?')
  await act(invocation, open, { name: invocation.given[0], action: 'switch', body: own })
}

const Own = z.object({ rate: z.coerce.number().positive().optional(), wait: z.boolean() })

/** Starts a rebuild and shows how far it is until it has caught up and was compared. */
const rebuild = async (invocation: Invocation, open: OpenBook): Promise<void> => {
  const own = Own.safeParse(invocation.own)
  if (!own.success) throw usageError('--rate is a number of events a second, above 0')
  const { rate, wait } = own.data
  await using client = await open(invocation, 'steer')
  const body = rate === undefined ? {} : { eventsPerSecond: rate }
  let status = await post(client, { name: invocation.given[0], action: 'rebuild', body })
  if (!wait) return print(invocation, status, () => draw(invocation, [status]))
  const progress = progressOf(invocation, 'posting the log anew')
  let said: string | null = null
  while (goesOn(status) && !invocation.host.stopping.aborted) {
    if (status.problem !== null && status.problem !== said) {
      progress.end()
      invocation.terminal.note(`${status.problem}; it is tried again`)
    }
    said = status.problem
    const { position, head } = status.rebuild ?? { position: null, head: null }
    progress.at(Number(position ?? 0), Number(head ?? 0), status.rebuild === null ? '' : speedText(status.rebuild))
    await progress.moment()
    const { items } = await ask(client, List, { path: '/v1/projections' })
    status = items.find(({ name }) => name === status.name) ?? status
  }
  progress.end()
  print(invocation, status, () => draw(invocation, [status]))
  if (goesOn(status)) return invocation.terminal.note('It goes on when the book is opened again.')
  if (status.problem !== null) throw endedBy(status, status.problem)
  const changed = status.outdated.length > 0
  if (changed) noteOutdated(invocation, status.outdated)
  invocation.terminal.note(
    changed
      ? 'All else is the same. What a switch would change: daybook projections diff'
      : 'It says the same. Let it answer: daybook projections switch',
  )
}

/** Whether a rebuild is under way, or waits for a fault to go by. */
const goesOn = ({ state, rebuild }: Status): boolean =>
  state === 'rebuilding' || (rebuild !== null && rebuild.comparison === null && rebuild.triesAgain)

const endedBy = (status: Status, problem: string): CommandFailure =>
  status.rebuild?.comparison === 'differs'
    ? new CommandFailure('conflict', [problem, ...differing(status), ...waysOut])
    : new CommandFailure('failed', [problem, 'It answers nobody. When that is seen to: daybook projections resume'])

const waysOut = ['It answers nobody until: daybook projections switch --force', 'Look first: daybook projections diff --kpi NAME']

const differing = ({ rebuild }: Status): readonly string[] =>
  (rebuild?.firstDifferences ?? []).map(
    ({ kpi, scope, entity, period, position, active, other }) =>
      `  ${kpi} of ${scope} ${entity} in ${period}, from position ${position} on: ${active} against ${other}`,
  )

type Rebuilding = z.infer<typeof Rebuild>

const progressText = (rebuild: Rebuilding): string => {
  const { generation, position, head, comparison, differingCells } = rebuild
  if (comparison !== null) return `${generation}: ${comparison === 'equal' ? 'equal' : `${differingCells} cells differ`}`
  const done = head === null || head === '0' ? 0 : Math.floor((100 * Number(position ?? 0)) / Number(head))
  return [`${generation}: ${done} %`, speedText(rebuild)].filter((part) => part !== '').join(', ')
}

const speedText = ({ eventsPerSecond, etaSeconds }: Rebuilding): string => {
  const parts = [
    ...(eventsPerSecond === null ? [] : [`${grouped(String(Math.round(eventsPerSecond)))} events/s`]),
    ...(etaSeconds === null ? [] : [`${durationText(etaSeconds)} left`]),
  ]
  return parts.join(', ')
}

const durationText = (seconds: number): string =>
  seconds < 90
    ? `${Math.ceil(seconds)} s`
    : seconds < 5_400
      ? `${Math.ceil(seconds / 60)} min`
      : `${Math.ceil(seconds / 3_600)} h`

const noteOutdated = ({ terminal }: Invocation, outdated: Status['outdated']): void => {
  for (const { kpi, posted, current } of outdated)
    terminal.note(
      `${kpi} answers in ${posted === null ? 'no version' : `version ${posted}`}, the program has ${current === null ? 'none' : `version ${current}`}: rebuild and switch`,
    )
}

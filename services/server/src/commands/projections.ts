import type { Command } from 'commander'
import { z } from 'zod'
import { confirmed } from '../ask.ts'
import type { Client } from '../client.ts'
import { CommandFailure } from '../exit-codes.ts'
import type { Host } from '../host.ts'
import { asAction, type Invocation, type OpenBook, print } from '../invocation.ts'
import { ask } from '../problem.ts'
import { progressOf } from '../progress.ts'
import { table } from '../terminal.ts'

const Status = z.looseObject({
  name: z.string(),
  state: z.string(),
  position: z.string().nullable(),
  head: z.string().nullable(),
  lagEvents: z.number(),
  generation: z.number(),
  generations: z.array(z.looseObject({ generation: z.number(), state: z.string() })),
  rebuild: z.looseObject({ generation: z.number(), position: z.string().nullable(), head: z.string().nullable() }).nullable(),
  problem: z.string().nullable(),
})
type Status = z.infer<typeof Status>
const List = z.looseObject({ items: z.array(Status) })

/** `daybook projections list|rebuild|switch|pause|resume`: how far the ledgers are, and what to do about it. */
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
    .action(asAction(host, (invocation) => rebuild(invocation, open)))
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
  await using client = await open(invocation, 'write')
  const answer = await ask(client, List, { path: '/v1/projections' })
  print(invocation, answer, () => draw(invocation, answer.items))
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
      { title: 'problem' },
    ],
    items.map(({ name, state, position, head, generations, problem }) => [
      name,
      state,
      position ?? '–',
      head ?? '–',
      generations.map((one) => `${one.generation} ${one.state}`).join(', '),
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
  await using client = await open(invocation, 'write')
  const status = await post(client, deed)
  print(invocation, status, () => draw(invocation, [status]))
}

const switchOver = async (invocation: Invocation, open: OpenBook): Promise<void> => {
  const own = z.object({ generation: z.coerce.number().int().optional(), force: z.boolean().optional() }).parse(invocation.own)
  await confirmed(invocation, 'Let another generation of the ledgers answer?')
  await act(invocation, open, { name: invocation.given[0], action: 'switch', body: own })
}

/** Starts a rebuild and shows how far it is until it has caught up and was compared. */
const rebuild = async (invocation: Invocation, open: OpenBook): Promise<void> => {
  await using client = await open(invocation, 'write')
  let status = await post(client, { name: invocation.given[0], action: 'rebuild', body: {} })
  const progress = progressOf(invocation, 'posting the log anew')
  while (status.state === 'rebuilding' && !invocation.host.stopping.aborted) {
    progress.at(Number(status.rebuild?.position ?? 0), Number(status.rebuild?.head ?? 0))
    await progress.moment()
    const { items } = await ask(client, List, { path: '/v1/projections' })
    status = items.find(({ name }) => name === status.name) ?? status
  }
  progress.end()
  print(invocation, status, () => draw(invocation, [status]))
  if (status.problem !== null)
    throw new CommandFailure('conflict', [status.problem, 'It answers nobody until: daybook projections switch --force'])
  if (status.state !== 'rebuilding') invocation.terminal.note('It says the same. Let it answer: daybook projections switch')
}

import type { Command } from 'commander'
import { z } from 'zod'
import { confirmed } from '../ask.ts'
import type { Client } from '../client.ts'
import { minute } from '../entries.ts'
import { CommandFailure } from '../exit-codes.ts'
import type { Host } from '../host.ts'
import { asAction, type Invocation, type OpenBook, print, usageError } from '../invocation.ts'
import { ask } from '../problem.ts'
import { table } from '../terminal.ts'

const Held = z.looseObject({
  heldId: z.string(),
  code: z.string(),
  detail: z.string(),
  type: z.string().nullish(),
  source: z.string().nullish(),
  id: z.string().nullish(),
  firstSeenAt: z.union([z.string(), z.number()]),
  origin: z
    .looseObject({ topic: z.string(), partition: z.number(), offset: z.string(), importId: z.string(), line: z.number() })
    .partial(),
})
const Page = z.looseObject({ items: z.array(Held), nextCursor: z.string().nullish() })

/** `daybook quarantine list|show|release|discard`: what waits because it could not be recorded. */
export const registerQuarantine = (program: Command, host: Host, open: OpenBook): void => {
  const quarantine = program.command('quarantine').description('See to what was put aside')
  quarantine
    .command('list')
    .description('List what waits')
    .option('--code <code>', 'only items put aside for this reason, such as unknown-account')
    .option('--topic <topic>', 'only items of this Kafka topic')
    .action(asAction(host, (invocation) => list(invocation, open)))
  quarantine
    .command('show')
    .description('Print one item with the bytes it came in')
    .argument('<heldId>')
    .action(asAction(host, (invocation) => show(invocation, open)))
  quarantine
    .command('release')
    .description('Send an item, or all that are meant, through the intake again: at most 1,000 at a time')
    .argument('[heldId]')
    .option('--account <accountId>', 'all items of this account')
    .option('--code <code>', 'all items put aside for this reason')
    .option('--topic <topic>', 'all items of this Kafka topic')
    .option('--reason <text>', 'why')
    .action(asAction(host, (invocation) => release(invocation, open)))
  quarantine
    .command('discard')
    .description('Decide that an item will never be recorded; it stays on file with the reason')
    .argument('<heldId>')
    .requiredOption('--reason <text>', 'why')
    .action(asAction(host, (invocation) => discard(invocation, open)))
}

const list = async (invocation: Invocation, open: OpenBook): Promise<void> => {
  await using client = await open(invocation, 'read')
  const filter = z.object({ code: z.string().exactOptional(), topic: z.string().exactOptional() }).parse(invocation.own)
  const query = new URLSearchParams({ limit: '1000', ...filter })
  const page = await ask(client, Page, { path: `/v1/quarantine?${query}` })
  print(invocation, page, () => draw(invocation, page))
  if (page.items.length > 0)
    invocation.terminal.note('Look closer: daybook quarantine show ID. Try again: daybook quarantine release ID')
}

const draw = ({ terminal }: Invocation, { items }: z.infer<typeof Page>): string => {
  if (items.length === 0) return 'Nothing waits.'
  const rows = items.map(({ heldId, code, type, source, id, detail, firstSeenAt, origin }) => [
    heldId,
    typeof firstSeenAt === 'string' ? minute(firstSeenAt) : minute(new Date(firstSeenAt).toISOString()),
    code,
    [type, source, id].filter(Boolean).join(' ') || placeOf(origin),
    detail,
  ])
  return table(terminal, [{ title: 'id' }, { title: 'since' }, { title: 'why' }, { title: 'item' }, { title: 'detail' }], rows)
}

/** Where an item came from that does not say what it is. */
const placeOf = ({ topic, partition, offset, importId, line }: z.infer<typeof Held>['origin']): string =>
  topic === undefined ? (line === undefined ? '' : `line ${line} of ${importId}`) : `${topic} ${partition} at ${offset}`

const show = async (invocation: Invocation, open: OpenBook): Promise<void> => {
  await using client = await open(invocation, 'read')
  const item = await ask(client, z.unknown(), { path: `/v1/quarantine/${encodeURIComponent(invocation.given[0] ?? '')}` })
  invocation.terminal.out(JSON.stringify(item, null, 2))
}

const Released = z.looseObject({
  summary: z.looseObject({ conflict: z.number(), rejected: z.number(), quarantined: z.number() }),
  results: z.array(
    z.looseObject({
      heldId: z.string().nullish(),
      status: z.string(),
      error: z.looseObject({ detail: z.string().optional() }).nullish(),
    }),
  ),
})

const Decision = z.object({
  account: z.string().optional(),
  code: z.string().optional(),
  topic: z.string().optional(),
  reason: z.string().optional(),
})

const release = async (invocation: Invocation, open: OpenBook): Promise<void> => {
  const { account: accountId, reason, ...others } = Decision.parse(invocation.own)
  const filter = { ...(accountId === undefined ? {} : { accountId }), ...others }
  const heldId = invocation.given[0]
  if ((heldId === undefined) === (Object.keys(filter).length === 0))
    throw usageError('give the id of one item, or --account, --code or --topic')
  await using client = await open(invocation, 'steer')
  const path = heldId === undefined ? '/v1/quarantine/release' : `/v1/quarantine/${encodeURIComponent(heldId)}/release`
  const body = { ...filter, ...(reason ? { reason } : {}) }
  const released = await decide(client, Released, { path, body })
  print(invocation, released, () => drawReleased(released))
  const { conflict, rejected, quarantined } = released.summary
  if (conflict + rejected + quarantined > 0) throw new CommandFailure('badData', ['What could not be recorded still waits.'])
}

const drawReleased = ({ results }: z.infer<typeof Released>): string =>
  results.length === 0
    ? 'Nothing waits.'
    : results.map(({ heldId, status, error }) => [heldId, status, error?.detail].filter(Boolean).join('  ')).join('\n')

const discard = async (invocation: Invocation, open: OpenBook): Promise<void> => {
  const { reason } = Decision.parse(invocation.own)
  const heldId = invocation.given[0] ?? ''
  await confirmed(invocation, `Discard ${heldId}? It will never be recorded.`)
  await using client = await open(invocation, 'steer')
  const path = `/v1/quarantine/${encodeURIComponent(heldId)}/discard`
  print(invocation, await decide(client, z.unknown(), { path, body: { reason } }), () => `${heldId}  discarded`)
}

type Deed = { readonly path: string; readonly body: Readonly<Record<string, unknown>> }

const decide = <Shape extends z.ZodType>(client: Client, shape: Shape, { path, body }: Deed): Promise<z.infer<Shape>> =>
  ask(client, shape, { path, method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })

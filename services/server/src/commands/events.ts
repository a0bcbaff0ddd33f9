import type { Command } from 'commander'
import { z } from 'zod'
import { minute } from '../entries.ts'
import { CommandFailure } from '../exit-codes.ts'
import type { Host } from '../host.ts'
import { asAction, type Invocation, type OpenBook } from '../invocation.ts'
import { ask } from '../problem.ts'
import { repeated } from '../selectors.ts'

const Event = z.looseObject({
  eventId: z.string(),
  type: z.string(),
  position: z.string(),
  stream: z.string(),
  recordedAt: z.string(),
  effectiveOn: z.string(),
})
type Event = z.infer<typeof Event>
const Page = z.looseObject({ items: z.array(Event), nextCursor: z.string().optional() })

/** `daybook events tail` and `events show ID`: the log itself. */
export const registerEvents = (program: Command, host: Host, open: OpenBook): void => {
  const events = program.command('events').description('Read the recorded events')
  events
    .command('tail')
    .description('Print the last events, and with --follow the next ones as they come')
    .option('--lines <number>', 'how many of the last events', '20')
    .option('--follow', 'go on as events come, until Ctrl-C')
    .option('--type <name>', 'only events of this type; may be repeated', repeated)
    .option('--stream <name>', 'only events of this stream, such as account-A1')
    .action(asAction(host, (invocation) => tail(invocation, open)))
  events
    .command('show')
    .description('Print one event as it was recorded')
    .argument('<eventId>', 'the id of the event')
    .action(asAction(host, (invocation) => show(invocation, open)))
}

const Own = z.object({
  lines: z
    .string()
    .regex(/^\d{1,4}$/, '--lines must be a number')
    .default('20'),
  follow: z.boolean().default(false),
  type: z.array(z.string()).default([]),
  stream: z.string().optional(),
})

const tail = async (invocation: Invocation, open: OpenBook): Promise<void> => {
  const { lines, follow, type, stream } = Own.parse(invocation.own)
  await using client = await open(invocation, 'read')
  const filter = new URLSearchParams(type.map((name): [string, string] => ['type', name]))
  if (stream !== undefined) filter.set('stream', stream)
  const first = await ask(client, Page, { path: `/v1/events?${filter}&order=desc&limit=${Math.min(1_000, Number(lines))}` })
  let last = first.items[0]?.position
  write(invocation, first.items.toReversed())
  const { stopping } = invocation.host
  if (follow && client.address === null) {
    throw new CommandFailure('unavailable', [
      'Nobody serves this book, so no event will come while we look.',
      'Serve it: daybook serve',
    ])
  }
  while (follow && !stopping.aborted) {
    const after = last === undefined ? '' : `&after=${last}`
    const next = await ask(client, Page, { path: `/v1/events?${filter}${after}&wait=10`, signal: stopping })
    write(invocation, next.items)
    last = next.items.at(-1)?.position ?? last
  }
}

/** One line an event, so that it can be followed and filtered. */
const write = ({ terminal, options }: Invocation, events: readonly Event[]): void => {
  for (const event of events) {
    const { position, recordedAt, effectiveOn, type, stream, eventId } = event
    const line = [position.padStart(8), minute(recordedAt), effectiveOn, type.padEnd(25), stream.padEnd(24), eventId].join('  ')
    terminal.out(options.json ? JSON.stringify(event) : line)
  }
}

const show = async (invocation: Invocation, open: OpenBook): Promise<void> => {
  await using client = await open(invocation, 'read')
  const event = await ask(client, z.unknown(), { path: `/v1/events/${encodeURIComponent(invocation.given[0] ?? '')}` })
  invocation.terminal.out(JSON.stringify(event, null, 2))
}

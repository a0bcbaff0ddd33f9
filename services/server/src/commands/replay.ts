import type { Command } from 'commander'
import { z } from 'zod'
import { minute, Shown, shownDay, signed } from '../entries.ts'
import { figure } from '../figures.ts'
import type { Host } from '../host.ts'
import { asAction, type Invocation, type OpenBook, print } from '../invocation.ts'
import { ask } from '../problem.ts'
import { noteTimes, queryOf, Times, withCell } from '../selectors.ts'
import { table } from '../terminal.ts'

const Valued = z.union([Shown, z.looseObject({ value: Shown, reason: z.string().optional() })])
const Step = z.looseObject({
  step: z.number(),
  position: z.string(),
  recordedAt: z.string(),
  event: z.looseObject({ eventId: z.string(), type: z.string() }),
  reason: z.string(),
  input: z.looseObject({ kpi: z.string() }),
  day: z.string(),
  delta: Shown,
  valueBefore: Valued,
  valueAfter: Valued,
})
const Replay = z.looseObject({
  ...Times.shape,
  kpi: z.string(),
  unit: z.string(),
  steps: z.array(Step),
  nextCursor: z.string().nullish(),
})

/** `daybook replay NAME …`: the value step by step, as the events were recorded. */
export const registerReplay = (program: Command, host: Host, open: OpenBook): void => {
  withCell(program.command('replay'))
    .description('Print a value step by step, in the order in which its events were recorded')
    .argument('<name>', 'the KPI, such as net-sales')
    .option('--limit <steps>', 'how many steps to print (1 to 1000)', '100')
    .action(asAction(host, (invocation) => replay(invocation, open)))
}

const replay = async (invocation: Invocation, open: OpenBook): Promise<void> => {
  await using client = await open(invocation, 'read')
  const { limit } = z.object({ limit: z.string() }).parse(invocation.own)
  const path = `/v1/kpis/${encodeURIComponent(invocation.given[0] ?? '')}/replay${queryOf(invocation, { limit })}`
  const answer = await ask(client, Replay, { path })
  print(invocation, answer, () => draw(invocation, answer))
  if (answer.nextCursor) invocation.terminal.note('there are more steps: raise --limit')
  noteTimes(invocation, answer, { address: client.address, path })
}

const draw = ({ terminal }: Invocation, { steps, unit, kpi }: z.infer<typeof Replay>): string =>
  table(
    terminal,
    [
      { title: 'step', align: 'right' },
      { title: 'recorded' },
      { title: 'event' },
      { title: 'day' },
      { title: 'reason' },
      { title: 'of' },
      { title: 'delta', align: 'right' },
      { title: 'value before', align: 'right' },
      { title: 'after', align: 'right' },
    ],
    steps.map(({ step, recordedAt, event, day, reason, input, delta, valueBefore, valueAfter }) => [
      String(step),
      minute(recordedAt),
      event.type,
      shownDay(day),
      reason,
      input.kpi,
      // A step of a ratio moves one of its inputs, which has a unit of its own.
      signed(figure(delta, input.kpi === kpi ? unit : 'input')),
      valued(valueBefore, unit),
      valued(valueAfter, unit),
    ]),
  )

const valued = (value: z.infer<typeof Valued>, unit: string): string =>
  value !== null && typeof value === 'object' ? figure(value.value, unit, value.reason) : figure(value, unit)

import type { Command } from 'commander'
import { z } from 'zod'
import { Shown } from '../entries.ts'
import { CommandFailure } from '../exit-codes.ts'
import { figure } from '../figures.ts'
import type { Host } from '../host.ts'
import { asAction, type Invocation, type OpenBook, print } from '../invocation.ts'
import { ask } from '../problem.ts'
import { noteTimes, queryOf, Times, withSelectors } from '../selectors.ts'

const Verified = z.looseObject({
  ...Times.shape,
  kpi: z.string(),
  unit: z.string(),
  served: Shown,
  folded: Shown,
  equal: z.boolean(),
  firstDivergence: z.unknown(),
})

/** `daybook verify NAME …`: one value against the raw events; `--all`: every cell of the book. */
export const registerVerify = (program: Command, host: Host, open: OpenBook): void => {
  withSelectors(program.command('verify'))
    .description('Compare a value with the one folded from the raw events; ends with 1 where they differ')
    .argument('<name>', 'the KPI, such as net-sales')
    .action(asAction(host, (invocation) => verify(invocation, open)))
}

const verify = async (invocation: Invocation, open: OpenBook): Promise<void> => {
  await using client = await open(invocation, 'read')
  const path = `/v1/kpis/${encodeURIComponent(invocation.given[0] ?? '')}/verify${queryOf(invocation)}`
  const answer = await ask(client, Verified, { path })
  print(invocation, answer, () =>
    [
      `served  ${figure(answer.served, answer.unit)}`,
      `folded  ${figure(answer.folded, answer.unit)}`,
      answer.equal ? 'equal' : `different, first at ${JSON.stringify(answer.firstDivergence)}`,
    ].join('\n'),
  )
  noteTimes(invocation, answer, { address: client.address, path })
  if (!answer.equal)
    throw new CommandFailure('failed', ['The served value is not what the events say. Rebuild: daybook projections rebuild'])
}

import type { Command } from 'commander'
import { CommandFailure } from '../exit-codes.ts'
import type { Host } from '../host.ts'
import { asAction, type Invocation, print } from '../invocation.ts'
import { progressOf } from '../progress.ts'
import { styled, table } from '../terminal.ts'

/** `daybook doctor`: looks at the program, the machine and the book; ends with 1 where something is wrong. */
export const registerDoctor = (program: Command, host: Host): void => {
  program
    .command('doctor')
    .description('Look at the program, the machine and the book; ends with 1 where something is wrong')
    .action(asAction(host, doctor))
}

const marks = { good: 'ok', bad: 'WRONG', told: '' } as const

const doctor = async (invocation: Invocation): Promise<void> => {
  const { terminal, host } = invocation
  const { examine } = await import('../doctor.ts')
  const progress = progressOf(invocation, 'comparing events with their checksums')
  const findings = await examine({ config: invocation.config(), clock: host.clock, onProgress: progress.at }).finally(
    progress.end,
  )
  print(invocation, findings, () =>
    table(
      terminal,
      [{ title: 'what' }, { title: '' }, { title: 'found' }],
      findings.map(({ name, verdict, detail }) => [
        name,
        styled(terminal, verdict === 'bad' ? 'red' : 'green', marks[verdict]),
        detail,
      ]),
    ),
  )
  const wrong = findings.filter(({ verdict }) => verdict === 'bad')
  if (wrong.length > 0) throw new CommandFailure('failed', [`Something is wrong: ${wrong.map(({ name }) => name).join(', ')}.`])
}

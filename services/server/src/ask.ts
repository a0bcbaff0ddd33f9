import { CommandFailure } from './exit-codes.ts'
import type { Invocation } from './invocation.ts'

/**
 * Asks before something is discarded or switched: on a terminal by a question, elsewhere only `--yes` will do.
 * Ends the command when the answer is no.
 */
export const confirmed = async ({ host, options, terminal }: Invocation, question: string): Promise<void> => {
  if (options.yes) return
  if (!terminal.interactive || host.stdin.isTTY !== true || !options.input) {
    throw new CommandFailure('usage', [`${question} Nobody is there to be asked.`, 'Say yes beforehand: add --yes'])
  }
  const { confirm } = await import('@clack/prompts')
  const answer = await confirm({ message: question, initialValue: false, output: process.stderr })
  if (answer !== true) throw new CommandFailure('interrupted', ['Nothing was changed.'])
}

import type { Command } from 'commander'
import type { Host } from '../host.ts'
import { asAction, type Invocation, print } from '../invocation.ts'

/** `daybook prepare`: the tables of the distributed backend, made or upgraded by their owner. */
export const registerPrepare = (program: Command, host: Host): void => {
  program
    .command('prepare')
    .description(
      'Make or upgrade the tables of the distributed backend as their owner, and give the roles of processes their rights',
    )
    .action(asAction(host, prepare))
}

const prepare = async (invocation: Invocation): Promise<void> => {
  const config = invocation.config({ backend: 'distributed' })
  const { prepareBook, sharedBookOf } = await import('../shared-book.ts')
  const { startFailure } = await import('../start-failure.ts')
  const roles = await prepareBook(sharedBookOf(config)).catch((error: unknown) => {
    throw startFailure(error)
  })
  print(invocation, { bookId: config.bookId, roles }, () =>
    [
      `The tables of the book ${config.bookId} are those of this release.`,
      roles.length > 0
        ? `Rights were given to ${roles.join(', ')}.`
        : 'There are no roles for processes: packages/postgres/README.md says how to make them.',
    ].join('\n'),
  )
}

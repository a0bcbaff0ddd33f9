import { existsSync, readdirSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Command } from 'commander'
import { CommandFailure } from '../exit-codes.ts'
import { grouped } from '../figures.ts'
import type { Host } from '../host.ts'
import { asAction, type Invocation, print } from '../invocation.ts'
import { release } from '../release.ts'

/** `daybook backup DIR`: a consistent copy of a book, also while it is being written. */
export const registerBackup = (program: Command, host: Host): void => {
  program
    .command('backup')
    .description('Copy the book into an empty folder, also while it is being written')
    .argument('<folder>', 'where the copy goes')
    .action(asAction(host, backup))
}

/**
 * The ledgers first, then the log: so the copied log reaches at least as far as the copied ledgers, and a book opened from the copy
 * goes on posting where they end. `backup.json` comes last; a copy without it was cut short.
 */
const backup = async (invocation: Invocation): Promise<void> => {
  const { host, given } = invocation
  const [directory = ''] = given
  const config = invocation.config()
  if (config.backend === 'distributed')
    throw new CommandFailure('badConfiguration', [
      'A book on servers is copied by the tools of the servers: PostgreSQL first, then the event store.',
      'How, and how to restore it: infra/README.md, "Backup and restore, on servers".',
    ])
  if (existsSync(directory) && readdirSync(directory).length > 0) {
    throw new CommandFailure('conflict', [
      `${directory} is not empty.`,
      'A backup goes into a folder of its own: name a new one.',
    ])
  }
  const { openReadOnly } = await import('../read-only-book.ts')
  const { backUpLedgers } = await import('@daybook/read-model')
  await using book = await openReadOnly(config, host.failpoints)
  const ledgers =
    book.readModel === null || book.damage !== null ? null : await backUpLedgers({ folder: config.dataDir, directory })
  host.failpoints?.at('backup-half')
  const log = await book.eventStore.backup(directory)
  const made = {
    release,
    madeAt: new Date(host.clock()).toISOString(),
    log: { ...log, position: log.position.toString() },
    ledgers: ledgers && { ...ledgers, position: ledgers.position.toString() },
  }
  await writeFile(join(directory, 'backup.json'), `${JSON.stringify(made, null, 2)}\n`)
  print(invocation, made, () =>
    [
      `log       through position ${log.position}, ${grouped(String(log.bytes))} bytes, SHA-256 ${log.sha256}`,
      `ledgers   ${ledgers === null ? 'none yet' : `generation ${ledgers.generation} through position ${ledgers.position}`}`,
    ].join('\n'),
  )
  invocation.terminal.note(`To restore: copy ${directory} into an empty folder, then daybook doctor --data-dir FOLDER`)
}

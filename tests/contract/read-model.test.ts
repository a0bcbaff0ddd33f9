import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openInMemoryGenerations, openInMemoryReadModel, openSqliteGenerations, openSqliteReadModel } from '@daybook/read-model'
import { onTestFinished } from 'vitest'
import { generationsContract } from './generations.ts'
import { readModelContract } from './read-model.ts'

const emptyFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'daybook-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  return folder
}

readModelContract('in memory', async () => openInMemoryReadModel())
readModelContract('SQLite', () => openSqliteReadModel({ file: join(emptyFolder(), 'ledger.db') }))

generationsContract('in memory', async () => openInMemoryGenerations())
generationsContract('SQLite', () => openSqliteGenerations({ folder: emptyFolder() }))

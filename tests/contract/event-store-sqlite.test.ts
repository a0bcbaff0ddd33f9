import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openSqliteEventStore } from '@daybook/event-store'
import { onTestFinished } from 'vitest'
import { eventStoreContract } from './event-store.ts'

eventStoreContract('SQLite', ({ clock }) => {
  const folder = mkdtempSync(join(tmpdir(), 'daybook-log-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  return openSqliteEventStore({ file: join(folder, 'log.db'), clock })
})

import { join } from 'node:path'
import { openInMemoryGenerations, openInMemoryReadModel, openSqliteGenerations, openSqliteReadModel } from '@daybook/read-model'
import { generationsContract } from './generations.ts'
import { readModelContract } from './read-model.ts'
import { scratchFolder } from './scratch-folder.ts'

readModelContract('in memory', async () => openInMemoryReadModel())
readModelContract('SQLite', () => openSqliteReadModel({ file: join(scratchFolder(), 'ledger.db') }))

generationsContract('in memory', async () => openInMemoryGenerations())
generationsContract('SQLite', () => openSqliteGenerations({ folder: scratchFolder() }))

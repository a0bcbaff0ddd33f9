import { openInMemoryReadModel } from '@daybook/read-model'
import { readModelContract } from './read-model.ts'

readModelContract('in memory', async () => openInMemoryReadModel())

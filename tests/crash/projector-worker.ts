// The projector's thread of `server.ts`, with the fail points of its own.
import { runProjectorThread } from '@daybook/server/projector-thread'
import { failpointFrom } from './failpoints.ts'

await runProjectorThread(failpointFrom(process.env.DAYBOOK_FAILPOINT))

// The program as it is, but for one thing: at the point that DAYBOOK_FAILPOINT names it dies, fails or stands still.
import { runFromSystem } from '@daybook/server'
import { failpointFrom } from './failpoints.ts'

process.exitCode = await runFromSystem(process.argv.slice(2), {
  at: failpointFrom(process.env.DAYBOOK_FAILPOINT),
  projectorWorker: new URL('./projector-worker.ts', import.meta.url),
})

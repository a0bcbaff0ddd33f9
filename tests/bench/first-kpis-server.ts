// The program as it is, but that it posts the KPIs that it began with: what the others cost is measured against it.
import { runFromSystem } from '@daybook/server'

process.exitCode = await runFromSystem(process.argv.slice(2), {
  at: () => undefined,
  projectorWorker: new URL('./first-kpis-worker.ts', import.meta.url),
})

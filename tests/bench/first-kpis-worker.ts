// The projector's thread of `first-kpis-server.ts`: the product's, with the KPIs that it began with.
import { runProjectorThread } from '@daybook/server/projector-thread'
import { firstEditions } from './first-kpis.ts'

await runProjectorThread(undefined, firstEditions)

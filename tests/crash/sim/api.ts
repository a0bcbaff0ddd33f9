import { openTimeResolver, type TimeResolver } from '@daybook/api'
import { derived, kpis, ledgers as layouts } from '@daybook/projections'
import { type Answers, openAnswers } from '@daybook/read-model'
import { Host } from './host.ts'
import { ledgersPort } from './ledgers-port.ts'
import { logPort } from './log-port.ts'
import type { World } from './world.ts'

/** What readers speak to: the times of a question, and the answers of the generation that answers. */
export type Api = { readonly times: TimeResolver }

/** A program that only reads, on the log and the ledgers of this world. */
export const apiHost = (world: World): Host<Api> =>
  new Host('api', world, async (life) => {
    const parts = world.partsOf(life)
    const log = logPort(world.disk, parts, 'read')
    const generations = ledgersPort(world.disk, world.monitor, parts)
    const settings = { zone: world.zone, currency: 'USD' }
    const opened = new Map<
      number,
      Promise<{ generation: number; readModel: Awaited<ReturnType<typeof generations.open>>; answers: Answers }>
    >()

    const open = async (generation: number) => {
      const readModel = await generations.open(generation)
      const measures = { kpis, derived, ledgers: layouts }
      return { generation, readModel, answers: openAnswers({ readModel, log, measures, settings }) }
    }
    const ledgers = async () => {
      const generation = await generations.active()
      const known = opened.get(generation) ?? open(generation)
      opened.set(generation, known)
      known.catch(() => opened.delete(generation))
      return known
    }
    return { times: openTimeResolver({ eventStore: log, ledgers, clock: () => world.time.now + life.skewMs }) }
  })

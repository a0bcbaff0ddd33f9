import { openCoordination } from '@daybook/postgres'
import { type Projector, type ProjectorStatus, shareProjector } from '@daybook/projector'
import { type Generations, openPostgresGenerations, openSqliteGenerations } from '@daybook/read-model'
import { at, bookOf, start, until } from '../contract/projected-log.ts'

/**
 * Posts a book of so many orders, rebuilds it at a pace, and says each position that the rebuild has come to, until it is killed. `place`: a
 * folder, or the address of a database, where it posts by a lease that others wait for.
 */
const [place = '', orders = '', eventsPerSecondMax = ''] = process.argv.slice(2)

const eventStore = await bookOf(Number(orders))

const shared = async (generations: Generations): Promise<Projector> => {
  const lease = { ttlMs: 900, beatMs: 150 }
  const desk = await openCoordination({ connection: { url: place }, holder: 'killed', monotonic: () => performance.now(), lease })
  return shareProjector({
    desk,
    standBy: () => ({
      begin: () => start({ eventStore, generations }),
      ended: new Promise<never>(() => undefined),
      [Symbol.asyncDispose]: async () => undefined,
    }),
    unposted: async (problem): Promise<ProjectorStatus> => ({
      state: 'stopped',
      generation: 1,
      position: -1n,
      generations: [],
      rebuild: null,
      outdated: [],
      problem,
      busyTotal: 0,
    }),
    log: { info: () => undefined, error: () => undefined },
  })
}

const projector = place.startsWith('postgres')
  ? await shared(await openPostgresGenerations({ connection: { url: place } }))
  : await start({ eventStore, generations: await openSqliteGenerations({ folder: place }) })

await until(projector, at(BigInt(orders)))
projector.watch(({ rebuild }) => {
  if (rebuild !== null) process.stdout.write(`${rebuild.position}\n`)
})
await projector.act({ kind: 'rebuild', eventsPerSecondMax: Number(eventsPerSecondMax) })

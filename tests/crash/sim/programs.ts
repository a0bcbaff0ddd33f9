import { type EventStore, EventStoreFault } from '@daybook/event-store'
import { type Intake, openIntake } from '@daybook/intake'
import { createPoster } from '@daybook/projections'
import { type MakePoster, type Projector, startProjector } from '@daybook/projector'
import type { Logger } from 'pino'
import type { Broker } from './broker.ts'
import { consume } from './consumer.ts'
import { Host } from './host.ts'
import { risingIds } from './ids.ts'
import { ledgersPort } from './ledgers-port.ts'
import type { Life } from './life.ts'
import { limits } from './limits.ts'
import { logPort } from './log-port.ts'
import { isBehind } from './place.ts'
import type { World } from './world.ts'

const silent = { error: () => undefined, warn: () => undefined, info: () => undefined }

/** The intake on the log of this world, ended when it can write no more. */
export const intakeHost = (world: World, broker: Broker): Host<Intake> => {
  const { time, tally, zone } = world
  let lives = 0
  return new Host('intake', world, async (life) => {
    lives += 1
    const clock = (): number => time.now + life.skewMs
    const store = endingLife(logPort(world.disk, world.partsOf(life), 'write'), life, world)
    const intake = await openIntake({
      store,
      policyDefaults: { 'reporting-zone': zone },
      limits,
      clock,
      newId: risingIds(clock, lives),
      log: silent,
      observer: world.items.of(life, tally),
    })
    consume(world, broker, { life, intake })
    return intake
  })
}

/** An intake whose log has failed ends, to be begun anew: nobody knows what its next write would mean. */
const endingLife = (store: EventStore, life: Life, { time, random }: World): EventStore => ({
  ...store,
  append: async (batch) => {
    try {
      return await store.append(batch)
    } catch (error) {
      if (error instanceof EventStoreFault && error.code === 'storage-failed')
        time.after(random.between(0, 500), { label: `${life.name} gives up`, run: () => life.kill() })
      throw error
    }
  },
})

/** The projector on log and ledgers of this world. One that stops is resumed, or begun anew; one that is no longer the newest ends. */
export const projectorHost = (world: World): Host<Projector> => {
  const { time, random, tally } = world
  return new Host('projector', world, async (life, isNewest) => {
    const parts = world.partsOf(life)
    const isLate = await isBehind(world.disk)
    const projector = await startProjector({
      eventStore: logPort(world.disk, parts, 'read'),
      generations: ledgersPort(world.disk, world.monitor, parts),
      makePoster: posterOf(world),
      log: silent as unknown as Logger, // Sound: these three are all that a projector says
      clock: () => time.now + life.skewMs,
      batchEvents: random.pick([1, 3, 10, 50, 8_000]),
    })
    if (isLate) tally.count('catch-ups while writing')
    const revive = (): void => {
      if (projector.status().state !== 'stopped' || life.isEnded) return
      if (!isNewest() || random.chance(40)) life.kill()
      else projector.act({ kind: 'resume' }).catch(() => life.kill())
    }
    projector.watch(({ state, rebuild, problem }) => {
      if (state !== 'stopped' && (rebuild === null || problem === null)) return
      tally.count(`projector ${state}`)
      time.after(random.between(50, 2_000), { label: `${life.name} is seen to`, owner: life, run: revive })
    })
    return projector
  })
}

/** What posts, with a mistake that shows itself now and then. */
const posterOf =
  ({ random, rates, tally, zone }: World): MakePoster =>
  (options) => {
    const poster = createPoster({ ...options, settings: { zone, currency: 'USD' } })
    return {
      take: poster.take,
      post: (event) => {
        if (random.chance(rates().bug)) {
          tally.count('bug')
          throw new TypeError('cannot read properties of undefined')
        }
        poster.post(event)
      },
    }
  }

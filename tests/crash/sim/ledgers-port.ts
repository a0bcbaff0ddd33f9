import type { Generations, PostBatch, ReadModel } from '@daybook/read-model'
import type { Disk } from './disk.ts'
import type { Monitor } from './monitor.ts'
import { callPort, type Fate, type PortParts } from './port.ts'

/** The ledgers as one life of a program sees them: the engine on the disk, behind calls that take time and fail. */
export const ledgersPort = (disk: Disk, monitor: Monitor, parts: PortParts): Generations => {
  const { generations } = disk
  const write = <Value>(site: string, effect: () => Promise<Value>): Promise<Value> =>
    callPort(parts, { site: `ledgers.${site}`, fate: fateOfWrite(parts), effect, fault: ioError })
  const read = <Value>(site: string, effect: () => Promise<Value>): Promise<Value> =>
    callPort(parts, { site: `ledgers.${site}`, fate: fateOfRead(parts), effect, fault: ioError })

  return {
    list: () => read('list', () => generations.list()),
    active: () => read('active', () => generations.active()),
    areIdentical: (one, other) => read('areIdentical', () => generations.areIdentical(one, other)),
    damageOf: (generation) => read('damageOf', () => generations.damageOf(generation)),
    markDamaged: (generation, problem) => write('markDamaged', () => generations.markDamaged(generation, problem)),
    madeWith: (generation) => read('madeWith', () => generations.madeWith(generation)),
    markMadeWith: (generation, words) => write('markMadeWith', () => generations.markMadeWith(generation, words)),
    makesGenerations: generations.makesGenerations,
    create: () => write('create', () => generations.create()),
    discard: (generation) => write('discard', () => generations.discard(generation)),
    switchTo: (generation, epoch) =>
      write('switchTo', async () => {
        const active = await generations.active()
        await generations.switchTo(generation, epoch)
        monitor.switched(active, epoch)
      }),
    open: (generation) =>
      read('open', async () => readModelPort(await generations.open(generation), { generation, monitor, parts })),
    [Symbol.asyncDispose]: async () => undefined,
  }
}

type Of = { readonly generation: number; readonly monitor: Monitor; readonly parts: PortParts }

const readModelPort = (readModel: ReadModel, { generation, monitor, parts }: Of): ReadModel => {
  const reads = Object.entries(readModel).flatMap(([name, method]) =>
    typeof method === 'function' ? [[name, readOf(name, method, parts)] as const] : [],
  )
  return {
    ...(Object.fromEntries(reads) as unknown as ReadModel), // Sound: each is the engine's, called later
    working: readModel.working,
    storesAside: readModel.storesAside,
    claim: () =>
      callPort(parts, {
        site: 'ledgers.claim',
        fate: fateOfWrite(parts),
        effect: async () => monitor.claimed(generation, await readModel.claim()),
        fault: ioError,
      }),
    post: (batch) => post(batch, { readModel, generation, monitor, parts }),
    [Symbol.asyncDispose]: async () => undefined,
  }
}

const readOf =
  (name: string, method: (...given: never[]) => Promise<unknown>, parts: PortParts) =>
  (...given: never[]) =>
    callPort(parts, { site: `ledgers.${name}`, fate: fateOfRead(parts), effect: () => method(...given), fault: ioError })

const post = (batch: PostBatch, { readModel, generation, monitor, parts }: Of & { readonly readModel: ReadModel }) => {
  const { random, rates } = parts
  if (random.chance(rates().busy))
    return callPort(parts, { site: 'ledgers.post busy', fate: 'before', effect: async () => undefined, fault: busy })
  if (random.chance(rates().stuck)) return stuck(parts)
  const last = batch.rows.at(-1)
  const fates = last === undefined ? (['before', 'after'] as const) : (['before', 'after', 'within'] as const)
  const fate = random.chance(rates().write) ? random.pick(fates) : 'fine'
  // A batch that turns out not to fit when almost all of it is written: nothing of it may be left.
  const torn = last === undefined ? [] : [{ ...last, position: batch.to + 1n }]
  const given = fate === 'within' ? { ...batch, rows: [...batch.rows, ...torn] } : batch
  return callPort(parts, {
    site: 'ledgers.post',
    fate,
    effect: async () => {
      await readModel.post(given)
      await monitor.posted(generation, given)
    },
    fault: ioError,
    outlives: random.chance(50),
  })
}

/** An answer that never comes. */
const stuck = ({ life, tally }: PortParts): Promise<never> => {
  tally.count('projector stuck')
  life.isStuck = true
  return new Promise(() => undefined)
}

/** Generations are seldom changed: these calls fail the more often, or they would hardly ever. */
const fateOfWrite = ({ random, rates }: PortParts): Fate =>
  random.chance(rates().write * 6) ? random.pick(['before', 'after'] as const) : 'fine'

const fateOfRead = ({ random, rates }: PortParts): Fate => (random.chance(rates().read) ? 'before' : 'fine')

const ioError = (): Error => Object.assign(new Error('disk I/O error'), { code: 'SQLITE_IOERR' })

const busy = (): Error => Object.assign(new Error('database is locked'), { code: 'SQLITE_BUSY' })

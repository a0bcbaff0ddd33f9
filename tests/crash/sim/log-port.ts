import type { Recorded } from '@daybook/domain'
import { type AppendBatch, type EventStore, EventStoreFault } from '@daybook/event-store'
import type { Disk } from './disk.ts'
import { callPort, type Fate, type PortParts } from './port.ts'

type Reads = Omit<EventStore, 'append' | 'waitBeyond' | 'waiting' | 'fault' | typeof Symbol.asyncDispose>

const reads = [
  'readStream',
  'readAll',
  'event',
  'identities',
  'head',
  'positionAt',
  'recordedAt',
  'record',
  'records',
  'collections',
  'verifyEvents',
] as const satisfies readonly (keyof Reads)[]

/**
 * The log as one life of a program sees it: the engine on the disk, behind calls that take time and fail.
 *
 * Who opens it for writing takes the next epoch; an older one writes no more, as with the file engine. After a failed write nobody
 * knows what the next would mean: writing has ended until the log is opened anew.
 */
export const logPort = (disk: Disk, parts: PortParts, access: 'write' | 'read'): EventStore => {
  const { life, time, random, rates, tally } = parts
  const { log } = disk
  const epoch = access === 'write' ? disk.openForWriting() : -1
  let ended: EventStoreFault | null = null

  const read =
    (site: keyof Reads) =>
    (...given: readonly unknown[]) => {
      const fails = random.chance(rates().read)
      const isBug = site === 'readStream' && access === 'write' && random.chance(rates().bug)
      if (isBug) tally.count('bug while judging')
      const method = log[site] as (...asked: readonly unknown[]) => Promise<unknown> // Sound: called with what it was given
      return callPort(parts, {
        site: `log.${site}`,
        fate: fails || isBug ? 'before' : 'fine',
        effect: async () => perforated(await method.apply(log, [...given]), site, parts),
        fault: () => (isBug ? new TypeError('x is not a function') : new EventStoreFault('storage-failed', 'disk I/O error')),
      })
    }

  const append = (batch: AppendBatch) => {
    if (access === 'read') throw new EventStoreFault('read-only', 'the log was opened to be read')
    if (ended !== null) throw ended
    const { fate, fault } = fateOfAppend(parts)
    return callPort(parts, {
      site: 'log.append',
      fate,
      effect: () => disk.append(batch, { life, epoch }),
      fault: () => {
        if (fault.code === 'storage-failed') ended = fault
        return fault
      },
      outlives: random.chance(50),
    }).catch((error: unknown) => {
      if (error instanceof EventStoreFault && error.code === 'storage-failed') ended = error
      throw error
    })
  }

  const waitBeyond = async (position: bigint, signal: AbortSignal): Promise<void> => {
    await log.waitBeyond(position, signal)
    const isLate = random.chance(rates().notice)
    const lateMs = isLate ? random.between(1, 1_000) : 0
    await new Promise<void>((wake) => time.after(lateMs, { label: 'log.waitBeyond', owner: life, run: wake }))
  }

  return {
    ...(Object.fromEntries(reads.map((site) => [site, read(site)])) as Reads), // Sound: each is the engine's, called later
    append,
    waitBeyond,
    waiting: () => 0,
    fault: () => ended,
    [Symbol.asyncDispose]: async () => undefined,
  }
}

const fateOfAppend = ({ random, rates }: PortParts): { readonly fate: Fate; readonly fault: EventStoreFault } => {
  const fullFault = new EventStoreFault('disk-full', 'database or disk is full')
  if (random.chance(rates().full)) return { fate: 'before', fault: fullFault }
  const fault = new EventStoreFault('storage-failed', 'disk I/O error')
  if (!random.chance(rates().write)) return { fate: 'fine', fault }
  return { fate: random.pick(['before', 'after'] as const), fault }
}

/** A page of the log with an event missing in its middle: what no reader may pass over. */
const perforated = (value: unknown, site: string, { random, rates, life, tally }: PortParts): unknown => {
  if (site !== 'readAll' || !life.name.startsWith('projector') || !random.chance(rates().hole)) return value
  const page = value as readonly Recorded[] // Sound: what readAll gives
  if (page.length < 3) return page
  tally.count('hole')
  return page.toSpliced(random.between(1, page.length - 2), 1)
}

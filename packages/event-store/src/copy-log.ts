import type { EventId, Recorded } from '@daybook/domain'
import { encodeRecorded } from './encoded-event.ts'
import type { EventStore } from './event-store.ts'
import { EventStoreFault } from './fault.ts'
import { streamEventOf } from './log-event.ts'
import type { LogRegister } from './register.ts'
import type { ProposedEvent, StreamLog } from './stream-log.ts'

/** From where to where a log is copied. Nobody may write either of them meanwhile; somebody must index the other. */
export type CopyOptions = {
  readonly from: EventStore
  readonly log: StreamLog
  readonly register: LogRegister
  readonly signal: AbortSignal
  /** Told after each run of events, with the last position that the other log has. */
  readonly onProgress?: (position: bigint, head: bigint) => void
}

/** Events copied before it is seen to that the other log gives them the positions they had. */
const runEvents = 1_000

/** Bytes of events that are appended at once, unless a single one is larger: EventStoreDB refuses more than a mebibyte. */
const appendBytesMax = 500_000

/**
 * Copies the events of a log into another, in order, each at the revision, and with the recorded time and the identity, that it had; goes
 * on where an earlier copy ended. Resolves with the last position copied. Throws where the other log holds something else: what was there
 * before is looked at before anything is written.
 */
export const copyLog = async ({ from, log, register, signal, onProgress }: CopyOptions): Promise<bigint> => {
  const { position: head } = await from.head()
  let { position } = await register.head()
  if (position > head) throw differs(`it has ${position + 1n} events, the log to be copied ${head + 1n}`)
  await assertBegun({ from, register, through: position })
  while (position < head && !signal.aborted) {
    const events = await from.readAll({ from: position + 1n, limit: runEvents })
    for (const run of inStreams(events)) await appendRun(log, run)
    position = await placed(register, { events, signal })
    onProgress?.(position, head)
  }
  return position
}

type Begun = Pick<CopyOptions, 'from' | 'register'> & { readonly through: bigint }

/** What the other log has must be the beginning of this one. */
const assertBegun = async ({ from, register, through }: Begun): Promise<void> => {
  for (let next = 0n; next <= through; next += BigInt(runEvents)) {
    const limit = Math.min(runEvents, Number(through - next) + 1)
    const [ours, theirs] = await Promise.all([from.readAll({ from: next, limit }), register.placedFrom(next, limit)])
    for (const [index, { eventId, recordedAt, position }] of ours.entries()) {
      const there = theirs[index]
      if (there?.eventId !== eventId || there.recordedAt !== recordedAt)
        throw differs(`at position ${position} it has event ${there?.eventId ?? 'none'}, the log to be copied ${eventId}`)
    }
  }
}

/** An event, and as the other log is given it. */
type Copied = Pick<Recorded, 'stream' | 'revision'> & { readonly proposed: ProposedEvent }

/** Neighbours of one stream go together, as far as one append may; the order of the log stays. */
const inStreams = (events: readonly Recorded[]): readonly (readonly Copied[])[] => {
  const runs: Copied[][] = []
  let bytes = 0
  for (const event of events) {
    const { stream, revision } = event
    const proposed = streamEventOf(encodeRecorded(event))
    const size = Buffer.byteLength(JSON.stringify(proposed))
    const last = runs.at(-1)
    const fits = last?.[0]?.stream === stream && bytes + size <= appendBytesMax
    if (fits) last.push({ stream, revision, proposed })
    else runs.push([{ stream, revision, proposed }])
    bytes = fits ? bytes + size : size
  }
  return runs
}

const appendRun = async (log: StreamLog, events: readonly Copied[]): Promise<void> => {
  const [first] = events
  if (first === undefined) return
  const result = await log.append(
    first.stream,
    first.revision - 1n,
    events.map(({ proposed }) => proposed),
  )
  if (result.status === 'appended') return
  // An earlier copy was ended between two appends that are one now. Whether what is there is ours its positions will show.
  const rest = events.filter(({ revision }) => revision > result.actualRevision)
  if (result.actualRevision < first.revision || rest.length === 0)
    throw differs(`${first.stream} is at revision ${result.actualRevision}, and revision ${first.revision} was to follow`)
  await appendRun(log, rest)
}

type Waiting = { readonly events: readonly Recorded[]; readonly signal: AbortSignal }

/** Waits until the other log has given the events their positions, which must be those they had. */
const placed = async (register: LogRegister, { events, signal }: Waiting): Promise<bigint> => {
  const last = events.at(-1)?.position ?? -1n
  while (!signal.aborted && (await register.head()).position < last)
    await register.waitBeyond((await register.head()).position, signal)
  const places = await register.placed(events.map(({ eventId }) => eventId as EventId))
  for (const { eventId, position, recordedAt } of events) {
    const place = places.get(eventId)
    if (place?.position === position && place.recordedAt === recordedAt) continue
    if (signal.aborted) return (await register.head()).position
    throw differs(`event ${eventId} is at position ${place?.position ?? 'none'}, and was at ${position}`)
  }
  return last
}

const differs = (how: string): EventStoreFault =>
  new EventStoreFault('not-openable', `the other log is not a copy of this one: ${how}`)

/** Side records copied in one transaction. */
const recordsMax = 500

/** From where to where side records are copied. */
export type RecordsCopy = Pick<CopyOptions, 'from' | 'register' | 'signal'> & {
  /** A collection of the other log that is none of this one's, and stays as it is. */
  readonly own?: string
}

/**
 * Copies all side records: what is held, where imports and feeds are, answers that are to be repeated. What the other log has besides is
 * removed: an earlier copy took it over, and it is gone since. Gives how many were copied.
 */
export const copySideRecords = async ({ from, register, signal, own }: RecordsCopy): Promise<number> => {
  let copied = 0
  for (const collection of await from.collections()) {
    for await (const page of pagesOf(from, collection)) {
      if (signal.aborted) return copied
      await register.claim([{ appends: [], records: page.map((record) => ({ collection, ...record })) }], 0)
      copied += page.length
    }
  }
  for (const collection of await register.collections()) {
    if (collection !== own) await removeGone(collection, { from, register })
  }
  return copied
}

type Paged = Pick<EventStore, 'records'>

async function* pagesOf(store: Paged, collection: string): AsyncGenerator<readonly { key: string; body: string }[]> {
  for (let after: string | undefined; ; ) {
    const page = await store.records(collection, { limit: recordsMax, ...(after === undefined ? {} : { after }) })
    if (page.length > 0) yield page
    if (page.length < recordsMax) return
    after = page.at(-1)?.key
  }
}

const removeGone = async (collection: string, { from, register }: Pick<CopyOptions, 'from' | 'register'>): Promise<void> => {
  for await (const page of pagesOf(register, collection)) {
    const here = await Promise.all(page.map(({ key }) => from.record(collection, key)))
    const gone = page.filter((_, index) => here[index] === null)
    const records = gone.map(({ key }) => ({ collection, key, body: null }))
    if (records.length > 0) await register.claim([{ appends: [], records }], 0)
  }
}

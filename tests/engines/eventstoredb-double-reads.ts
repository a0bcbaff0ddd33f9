import { once } from 'node:events'
import type { ReadReq, ReadResp } from '@eventstore/db-client/generated/streams_pb.js'
import type { ServerWritableStream } from '@grpc/grpc-js'
import type { ReadFault } from './eventstoredb-double-faults.ts'
import type { DoubleLog, Kept } from './eventstoredb-double-log.ts'
import { shared, streams } from './eventstoredb-stubs.ts'

/** A call that reads. */
export type ReadCall = ServerWritableStream<ReadReq, ReadResp>

/** How reading went: `ended` by a fault that the caller tells, or by what was asked. */
export type Read = {
  readonly log: DoubleLog
  readonly call: ReadCall
  readonly fault: ReadFault | undefined
  readonly left: AbortSignal
}

const text = (bytes: Uint8Array | string | undefined): string => Buffer.from(bytes ?? '').toString()

/** Sends a page of a stream or of the whole log. */
export const sendPage = async (read: Read): Promise<void> => {
  const options = read.call.request.getOptions()!
  const backwards = options.getReadDirection() === streams.ReadReq.Options.ReadDirection.BACKWARDS
  const found = options.hasStream() ? streamPage(read, backwards) : allPage(read, backwards)
  if (found === null) return notFound(read.call)
  await send(read, found.slice(0, Number(options.getCount())), 0)
}

const streamPage = ({ log, call }: Read, backwards: boolean): readonly Kept[] | null => {
  const stream = call.request.getOptions()!.getStream()!
  const events = log.stream(text(stream.getStreamIdentifier()?.getStreamName_asU8()))
  if (events === null || !backwards) return events?.filter(({ revision }) => revision >= BigInt(stream.getRevision())) ?? null
  return stream.hasEnd() ? events.toReversed() : events.filter((one) => one.revision <= BigInt(stream.getRevision())).toReversed()
}

/** Forwards from a position with the event there, backwards without it, as the server does. */
const allPage = ({ log, call }: Read, backwards: boolean): readonly Kept[] => {
  const all = call.request.getOptions()!.getAll()!
  const commit = BigInt(all.getPosition()?.getCommitPosition() ?? 0)
  if (!backwards) return log.all().filter((event) => event.commit >= commit)
  return (all.hasEnd() ? log.all() : log.all().filter((event) => event.commit < commit)).toReversed()
}

const notFound = (call: ReadCall): void => {
  const response = new streams.ReadResp()
  const missing = new streams.ReadResp.StreamNotFound()
  missing.setStreamIdentifier(call.request.getOptions()!.getStream()!.getStreamIdentifier())
  call.write(response.setStreamNotFound(missing))
}

/** Sends what passes the filter beyond the position asked for, and then what comes, until the client leaves. */
export const sendSubscription = async (read: Read): Promise<void> => {
  const { log, call, fault, left } = read
  const all = call.request.getOptions()!.getAll()!
  let commit = BigInt(all.getPosition()?.getCommitPosition() ?? 0)
  if (fault?.kind === 'lie') commit = 0n
  call.write(new streams.ReadResp().setConfirmation(new streams.ReadResp.SubscriptionConfirmation().setSubscriptionId('double')))
  if (fault?.kind === 'lie') call.write(checkpoint(log.all().at(-1)?.commit ?? 0n))
  const passes = filterOf(call.request)
  let caughtUp = false
  for (let sent = 0; !left.aborted; ) {
    const batch = log.beyond(commit, 16)
    const end = await send(read, batch.filter(passes), sent)
    if (end === 'ended') return
    sent = end
    commit = batch.at(-1)?.commit ?? commit
    if (batch.length > 0) continue
    if (!caughtUp) call.write(new streams.ReadResp().setCaughtUp(new streams.ReadResp.CaughtUp()))
    caughtUp = true
    await log.grown(commit, left)
  }
}

const checkpoint = (commit: bigint): ReadResp => {
  const place = new streams.ReadResp.Checkpoint()
  return new streams.ReadResp().setCheckpoint(place.setCommitPosition(String(commit)).setPreparePosition(String(commit)))
}

const filterOf = (request: ReadReq): ((event: Kept) => boolean) => {
  const filter = request.getOptions()!.getFilter()
  if (filter === undefined) return () => true
  const byType = filter.getEventType()
  const prefixes = (byType ?? filter.getStreamIdentifier())?.getPrefixList() ?? []
  return ({ type, stream }) => prefixes.some((prefix) => (byType === undefined ? stream : type).startsWith(prefix))
}

/** How many were sent in all, or that the fault has struck: the caller then ends the call or lets it hang. */
const send = async ({ call, fault, left }: Read, events: readonly Kept[], before: number): Promise<number | 'ended'> => {
  let sent = before
  for (const event of events) {
    if (left.aborted || isStruck(fault, sent)) return 'ended'
    if (fault?.kind === 'omit' && fault.stream === event.stream && fault.revision === event.revision) continue
    if (!call.write(responseOf(event))) await once(call, 'drain', { signal: left }).catch(() => undefined)
    sent++
  }
  return isStruck(fault, sent) ? 'ended' : sent
}

const isStruck = (fault: ReadFault | undefined, sent: number): boolean =>
  fault !== undefined && 'afterEvents' in fault && sent >= fault.afterEvents

const responseOf = (kept: Kept): ReadResp => {
  const event = new streams.ReadResp.ReadEvent.RecordedEvent()
  event.setId(new shared.UUID().setString(kept.id))
  event.setStreamIdentifier(new shared.StreamIdentifier().setStreamName(Buffer.from(kept.stream)))
  event.setStreamRevision(String(kept.revision))
  event.setCommitPosition(String(kept.commit)).setPreparePosition(String(kept.commit))
  event.getMetadataMap().set('type', kept.type).set('content-type', kept.contentType)
  event.getMetadataMap().set('created', String(BigInt(kept.created) * 10_000n))
  event.setData(kept.data).setCustomMetadata(kept.metadata)
  return new streams.ReadResp().setEvent(new streams.ReadResp.ReadEvent().setEvent(event).setCommitPosition(String(kept.commit)))
}

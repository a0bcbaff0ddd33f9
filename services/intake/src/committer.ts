import type { StreamName } from '@daybook/domain'
import type { Appended, AppendResult, Conflict, EventStore, Head } from '@daybook/event-store'
import type { Batch, Recording } from './batch.ts'
import type { IntakeFailpoint } from './failpoint.ts'
import { settled } from './outcome.ts'
import { beginsAwaited, isUnsure, type LookUp, openSitting, type Sitting, type Surroundings, type Verdict } from './sitting.ts'
import type { Staging } from './staging.ts'
import type { Span, Tracer } from './tracing.ts'

/** Batches that were judged and committed together, or what the log had against it: then nothing of them is stored. */
export type Committed =
  | { readonly status: 'committed'; readonly recordings: readonly Recording[]; readonly begun: readonly StreamName[] }
  | Conflict

/** `careful` reads what may have begun instead of trying: for a second attempt. `span`: what it is done within. */
export type Committer = (batches: readonly Batch[], careful: boolean, span?: Span) => Promise<Committed>

/** Judges batches in order and commits them in one transaction. Never run twice at a time: each run builds on the one before. */
export const openCommitter = (surroundings: Surroundings, failpoint: IntakeFailpoint, tracer?: Tracer): Committer => {
  const { store, reference, cache } = surroundings
  /** The head up to which what is remembered holds; null where others may have recorded something in between. */
  let known: bigint | null = null
  /** Not until a run is recorded: ended by a fault or a conflict, it may leave policies and closings in the reference that never were. */
  let isSettled = true

  const startAgain = async (): Promise<void> => {
    cache.forget()
    await reference.reload()
  }

  /** Feeds mostly bring what is new. After one that is not, all are looked up until a group holds nothing known again. */
  let expectsNew = false

  const sit = async (batches: readonly Batch[], at: Pick<Sitting, 'head'> & { careful: boolean; lookUp: LookUp }) => {
    const sitting = await openSitting(batches, { ...surroundings, ...at })
    const verdicts: Verdict[] = []
    for (const batch of batches) verdicts.push(await sitting.judge(batch))
    return { staging: sitting.staging, verdicts, foundKnown: sitting.foundKnown }
  }

  const judged = async (batches: readonly Batch[], at: Pick<Sitting, 'head'> & { careful: boolean }) => {
    if (at.careful || !expectsNew) return sit(batches, { ...at, lookUp: 'everything' })
    const quick = await sit(batches, { ...at, lookUp: 'what may write nothing' })
    if (!batches.some((batch, index) => isUnsure(batch, quick.verdicts[index]))) return quick
    await reference.reload()
    return sit(batches, { ...at, lookUp: 'everything' })
  }

  return async (batches, careful, span) => {
    const head = await store.head()
    if (!isSettled || known !== head.position) await startAgain()
    isSettled = false
    const { staging, verdicts, foundKnown } = await judged(batches, { head, careful })
    failpoint('after-validate')
    const appending = span === undefined ? undefined : tracer?.start('intake append', { parent: span.context })
    const result = await appendTo(store, staging, head)
    // Of one that fails the commit tells.
    appending?.end({ attributes: { 'daybook.events': staging.eventCount(), 'daybook.result': result.status } })
    failpoint('after-append')
    expectsNew = result.status === 'appended' && !foundKnown
    if (result.status === 'conflict') return result
    // Positions have no holes: where ours are not the next ones, or are not known yet, somebody else was in between.
    known = result.position === head.position + BigInt(staging.eventCount()) ? result.position : null
    cache.committed(staging.events())
    if (verdicts.some(({ accepted }) => !accepted)) await reference.reload()
    isSettled = true
    return {
      status: 'committed',
      recordings: verdicts.map((verdict) => recordingOf(verdict, result)),
      begun: begunIn(staging),
    }
  }
}

/** A sitting that staged nothing ends where it began. */
const appendTo = async (store: EventStore, staging: Staging, head: Head): Promise<AppendResult> => {
  const [appends, records] = [staging.appends(), staging.records()]
  if (appends.length + records.length > 0) return store.append({ appends, records })
  return { status: 'appended', ...head, recordedAt: head.recordedAt ?? 0, positions: [] }
}

const begunIn = (staging: Staging): readonly StreamName[] =>
  staging
    .appends()
    .filter(beginsAwaited)
    .map(({ stream }) => stream)

const recordingOf = ({ judged, accepted }: Verdict, appended: Appended): Recording => ({
  outcomes: judged.map((one) => (accepted ? settled(one, appended) : one.outcome)),
  recorded: accepted,
  position: appended.position,
  recordedAt: appended.position === -1n ? null : appended.recordedAt,
})

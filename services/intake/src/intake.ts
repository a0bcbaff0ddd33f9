import { setTimeout as pause } from 'node:timers/promises'
import type { PolicyValues } from '@daybook/domain'
import type { EventStore } from '@daybook/event-store'
import type { Logger } from 'pino'
import { type Batch, intakeItself, plainBatch } from './batch.ts'
import { type Books, openBooks } from './books.ts'
import { Commands } from './commands.ts'
import { openCommitter } from './committer.ts'
import type { IntakeFailpoint } from './failpoint.ts'
import { FileReader } from './file-reader.ts'
import { type Findings, openCompleting } from './findings.ts'
import type { HeldItem } from './held.ts'
import { renewHeld } from './held-format.ts'
import { Imports } from './imports.ts'
import type { Limits } from './limits.ts'
import { IntakeFailure } from './problems.ts'
import { preparedAgain, Quarantine } from './quarantine.ts'
import { type IntakeObserver, Recorder } from './recorder.ts'
import { openReference } from './reference.ts'
import { rehearsal } from './rehearsal.ts'
import { openReleaser } from './releaser.ts'
import { Samples } from './samples.ts'
import { openStreamsCache } from './streams-cache.ts'
import type { Tracer } from './tracing.ts'

/** What the intake is made of. Time and identity are arguments; the store is opened, and closed, by whoever starts the intake. */
export type IntakeParts = {
  readonly store: EventStore
  /** What holds when no `PolicySet` says otherwise: reporting zone and currency of the environment. */
  readonly policyDefaults: Partial<PolicyValues>
  readonly limits: Limits
  readonly clock: () => number
  /** A new ULID, rising. */
  readonly newId: () => string
  readonly log: Pick<Logger, 'error' | 'warn' | 'info'>
  readonly observer?: IntakeObserver
  readonly tracer?: Tracer | undefined
  /** What decisions rest on in the ledgers. Left out: who sends them says it himself. */
  readonly findings?: Findings | undefined
  /**
   * How often it looks for held items whose account or order another process has recorded; milliseconds. Left out: never but at the
   * start, as nobody else records into this log.
   */
  readonly othersRecordMs?: number | undefined
  /** For crash tests: called at the named points. */
  readonly failpoint?: IntakeFailpoint | undefined
}

/** The one way into the book: every path ends in its recorder. */
export type Intake = AsyncDisposable & {
  readonly recorder: Recorder
  readonly imports: Imports
  readonly quarantine: Quarantine
  readonly commands: Commands
  readonly samples: Samples
  readonly limits: Limits
  readonly store: EventStore
  readonly clock: () => number
  readonly newId: () => string
  readonly tracer: Tracer | undefined
  readonly failpoint: IntakeFailpoint
}

/** Opens the intake on a store. What was held for accounts and orders that are there by now is recorded in the background. */
export const openIntake = async (parts: IntakeParts): Promise<Intake> => {
  const { store, limits, clock, newId, log, tracer, failpoint = () => {} } = parts
  await renewHeld(store)
  const cache = openStreamsCache(store)
  const reference = await openReference(store, parts.policyDefaults)
  const prepare = (held: HeldItem) => preparedAgain(held, limits)
  const books = await openBooks(store)
  const surroundings = { store, cache, books, reference, limits, clock, newId, prepare }
  const commit = openCommitter(surroundings, failpoint, tracer)
  const completing = openCompleting({
    findings: parts.findings,
    dayOf: ({ effectiveOn, time }) => effectiveOn ?? (time === null ? reference.today(clock()) : reference.dayOf(time.instant)),
  })
  const releaser = openReleaser({
    store,
    commit,
    prepare,
    onFault: (fault) => log.error({ err: fault }, 'held items could not be released'),
    pageItems: limits.chunkItems,
  })
  const recorder = new Recorder({ commit, completing, releaser, limits, clock, observer: parts.observer, tracer })
  const rehearse = async () => {
    const rehearsed = await rehearsal(surroundings, parts.policyDefaults)
    return async (batch: Batch) => rehearsed(await completing.completed(batch, 'long'))
  }
  const quarantine = new Quarantine({ store, recorder, limits, clock })
  const files = new FileReader()
  const samples = new Samples(store, { clock, perSource: limits.rejectedSamples })
  await samples.load()
  const commands = new Commands({ store, recorder, reference, clock })
  const closing = new AbortController()
  const failed = (fault: unknown): void => {
    if (!closing.signal.aborted) log.error({ err: fault }, 'what was left from before could not be tidied up')
  }
  const tidied = tidyUp({ quarantine, commands, books, recorder }, closing.signal)
    .catch(failed)
    .then(() => lookAgain({ quarantine, everyMs: parts.othersRecordMs, clock, failed }, closing.signal))
  return {
    samples,
    recorder,
    quarantine,
    imports: new Imports({ store, recorder, chunks: (blocks, plan) => files.chunks(blocks, plan), clock, rehearse, failpoint }),
    commands,
    limits,
    store,
    clock,
    newId,
    tracer,
    failpoint,
    [Symbol.asyncDispose]: async () => {
      closing.abort()
      releaser.stop()
      await tidied
      await recorder.idle()
      await files[Symbol.asyncDispose]()
    },
  }
}

/** What an earlier run has left: held items whose account is there by now, answers that were kept long enough, books that it did not keep. */
const tidyUp = async (parts: Tidying, signal: AbortSignal): Promise<void> => {
  await parts.quarantine.releaseBegun(signal)
  if (!signal.aborted) await parts.commands.forgetOldAnswers()
  const missing = signal.aborted ? null : await parts.books.missing()
  if (missing === null || signal.aborted) return
  const batch = plainBatch([], intakeItself, { transport: 'command' })
  try {
    await parts.recorder.record({ ...batch, alongside: () => missing }, 'wait')
  } catch (error) {
    // While a backfill has the book to itself they are not written: the next start reads the log again.
    if (!(error instanceof IntakeFailure)) throw error
  }
}

type Tidying = {
  readonly quarantine: Quarantine
  readonly commands: Commands
  readonly books: Books
  readonly recorder: Recorder
}

type Looking = {
  readonly quarantine: Quarantine
  readonly everyMs: number | undefined
  readonly clock: () => number
  readonly failed: (fault: unknown) => void
}

/** Of two processes one may put an item aside while the other records what it waits for, and neither sees the other. */
const lookAgain = async ({ quarantine, everyMs, clock, failed }: Looking, signal: AbortSignal): Promise<void> => {
  if (everyMs === undefined) return
  for (let restMs = everyMs; !signal.aborted; ) {
    await pause(restMs, undefined, { signal }).catch(() => undefined)
    const begun = clock()
    if (!signal.aborted) await quarantine.releaseBegun(signal).catch(failed)
    // However much waits, looking takes a twentieth of the time at most.
    restMs = Math.max(everyMs, 20 * (clock() - begun))
  }
}

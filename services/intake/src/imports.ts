import { createHash } from 'node:crypto'
import type { EventStore } from '@daybook/event-store'
import type { Batch, Recording } from './batch.ts'
import { type Chunk, type FilePlan, fileChanged } from './chunks.ts'
import type { IntakeFailpoint } from './failpoint.ts'
import type { HeldItem, HeldOrigin } from './held.ts'
import { storedAsides } from './import-asides.ts'
import { findImport, type ImportRecord } from './import-record.ts'
import { batchOf, beginningOf, isSameRequest, nothing, openWalk, planOf, progressFrom, type Walk } from './import-walk.ts'
import type { Item } from './item.ts'
import type { Limits } from './limits.ts'
import type { Outcome } from './outcome.ts'
import { IntakeFailure, problem } from './problems.ts'
import { RecordConflict, type Recorder } from './recorder.ts'
import type { TraceContext } from './tracing.ts'

/** What to import, and how. */
export type ImportRequest = {
  /** Bytes of the file, decompressed. Their end without an error is the end of the file. */
  readonly blocks: AsyncIterable<Uint8Array>
  /** Names the import; given again, it goes on where it stopped, or, when it was done, is answered again. */
  readonly importId: string
  /** The import must exist, and the file begin as it did. */
  readonly resume: boolean
  readonly format: FilePlan['format']
  readonly source: string
  readonly delimiter: string
  readonly map: Readonly<Record<string, string>>
  readonly backfill: boolean
  readonly strict: boolean
  readonly dryRun: boolean
  readonly actor: HeldItem['actor']
  /** The context of the request that brings the file. */
  readonly trace?: TraceContext | undefined
  readonly transport: HeldOrigin['transport']
  readonly limits: Limits
  /** Ends the import after the chunk at work; what was recorded stays, and the import can be resumed. */
  readonly signal: AbortSignal
  readonly onProgress: (progress: ImportProgress) => void
}

/** How far an import is after a chunk: bytes of the decompressed file, lines, and items received so far. */
export type ImportProgress = {
  readonly bytes: number
  readonly line: number
  readonly received: number
  readonly summary: ImportRecord['summary']
}

/** What became of an import. `asides` are the first thousand items that are neither accepted nor duplicate. */
export type ImportReport = {
  readonly record: ImportRecord
  readonly position: bigint
  readonly asides: readonly Outcome[]
  readonly asidesTruncated: boolean
  /** True when an import that was already done is answered again. */
  readonly replayed: boolean
  /** False when strict handling refused the whole. */
  readonly recorded: boolean
}

/** Turns blocks into chunks of prepared items: in this thread or in a worker. */
type ChunkSource = (blocks: AsyncIterable<Uint8Array>, plan: FilePlan) => AsyncIterable<Chunk>

export type ImportParts = {
  readonly store: EventStore
  readonly recorder: Recorder
  readonly chunks: ChunkSource
  readonly clock: () => number
  readonly rehearse: () => Promise<(batch: Batch) => Promise<Recording>>
  readonly failpoint: IntakeFailpoint
}

type RecordBatch = (batch: Batch) => Promise<Recording>
type Existing = Awaited<ReturnType<typeof findImport>>

/** Imports of files, each chunk one transaction together with the progress it makes (streaming 9). */
export class Imports {
  readonly #parts: ImportParts
  readonly #underWay = new Set<string>()

  constructor(parts: ImportParts) {
    this.#parts = parts
  }

  /**
   * Imports a file. Throws an `IntakeFailure` when the whole is refused or a limit ends it: what was committed before stays, and
   * its progress says where to go on. Aborted by its signal it resolves, as `interrupted`, after the chunk at work.
   */
  async run(request: ImportRequest): Promise<ImportReport> {
    const { importId } = request
    if (request.dryRun) return this.#rehearse(request)
    if (this.#underWay.has(importId)) throw new IntakeFailure(problem('in-flight', 'this import is under way'), 1)
    this.#underWay.add(importId)
    try {
      using lease = request.backfill ? await this.#parts.recorder.leaseForBackfill() : null
      const existing = await findImport(this.#parts.store, importId)
      if (existing === null && request.resume) throw new IntakeFailure(problem('import-unknown', 'there is no import to resume'))
      if (existing !== null && !isSameRequest(existing.record, request)) throw keyReused()
      if (existing !== null && request.strict && !isWhole(existing.record)) throw keyReused()
      if (existing?.record.state === 'done') return await this.#replay(existing.record, request)
      const record: RecordBatch = lease === null ? (batch) => this.#parts.recorder.record(batch, 'wait') : lease.record
      return await (request.strict ? this.#recordAtOnce(request, record) : this.#recordChunks(request, { existing, record }))
    } finally {
      this.#underWay.delete(importId)
    }
  }

  /** Whether this process is at work on an import. */
  isUnderWay(importId: string): boolean {
    return this.#underWay.has(importId)
  }

  /** Everything but the commit. */
  async #rehearse(request: ImportRequest): Promise<ImportReport> {
    const record = await this.#parts.rehearse()
    const walk = openWalk(beginningOf(request, this.#parts.clock()), request)
    for await (const chunk of this.#chunks(request, null)) walk.took(chunk, await record(batchOf(chunk, request, walk)))
    return walk.report({ replayed: false, recorded: true })
  }

  async #recordChunks(request: ImportRequest, at: { existing: Existing; record: RecordBatch }): Promise<ImportReport> {
    const { existing, record } = at
    const walk = await this.#walkFrom(existing, request)
    const progress = progressFrom(existing?.body ?? null, this.#parts.clock)
    const write = async (changed: ImportRecord): Promise<void> => {
      await record({ ...batchOf(nothing, request, walk), alongside: () => [progress.change(changed)] })
      progress.changed()
      walk.wrote(changed)
    }
    const stop = (reason: string | null): Promise<void> => write({ ...walk.record(), state: 'interrupted', problem: reason })
    try {
      await write({ ...walk.record(), state: 'running', problem: null })
      for await (const chunk of this.#chunks(request, existing?.record ?? null)) {
        const alongside = (outcomes: readonly Outcome[]) => [progress.change(walk.after(chunk, outcomes))]
        walk.took(chunk, await record({ ...batchOf(chunk, request, walk), alongside }))
        progress.changed()
        this.#parts.failpoint('import-between-chunks')
      }
      if (walk.record().state !== 'done') await stop(null)
      return walk.report({ replayed: false, recorded: true })
    } catch (error) {
      if (error instanceof RecordConflict) throw new IntakeFailure(problem('in-flight', 'this import is under way elsewhere'), 1)
      const isKnown = error instanceof IntakeFailure
      // When even this fails, the progress of the last chunk still stands.
      await stop(isKnown ? error.problem.detail : 'the sender or the store failed').catch(() => undefined)
      if (!isKnown) throw error
      const { summary, line } = walk.record()
      throw new IntakeFailure({ ...error.problem, importId: request.importId, line, summary }, error.retryAfterSeconds)
    }
  }

  /** Strict: all is read first, then recorded in one transaction or not at all. */
  async #recordAtOnce(request: ImportRequest, record: RecordBatch): Promise<ImportReport> {
    const walk = openWalk(beginningOf(request, this.#parts.clock()), request)
    const whole = await this.#whole(request)
    if (!whole.isLast) return walk.report({ replayed: false, recorded: false })
    const progress = progressFrom(null, this.#parts.clock)
    const alongside = (outcomes: readonly Outcome[]) => [progress.change(walk.after(whole, outcomes))]
    const recording = await record({ ...batchOf(whole, request, walk), strict: true, alongside })
    walk.took(whole, recording)
    return walk.report({ replayed: false, recorded: recording.recorded })
  }

  async #whole(request: ImportRequest): Promise<Chunk> {
    const items: Item[] = []
    let whole = nothing
    for await (const chunk of this.#chunks(request, null)) {
      for (const item of chunk.items) items.push(item)
      whole = { ...chunk, items, rows: whole.rows + chunk.rows }
      const { strictRows, strictBytes } = request.limits
      if (whole.rows > strictRows) throw tooMuchForStrict('strictRows', `${strictRows} rows`)
      if (whole.bytes > strictBytes) throw tooMuchForStrict('strictBytes', `${strictBytes} bytes`)
    }
    return whole
  }

  #chunks(request: ImportRequest, from: ImportRecord | null): AsyncIterable<Chunk> {
    return until(request.signal, this.#parts.chunks(request.blocks, planOf(request, from)))
  }

  /** The same file again under the same name is answered as the first time; another file is refused. */
  async #replay(done: ImportRecord, request: ImportRequest): Promise<ImportReport> {
    const hash = createHash('sha256')
    for await (const block of request.blocks) hash.update(block)
    if (hash.digest('hex') !== done.sha256) throw request.resume ? fileChanged() : keyReused()
    const asides = await storedAsides(done.importId, this.#parts.store)
    // The record was written before its own commit had a position; nothing of the import lies beyond the head.
    const { position } = await this.#parts.store.head()
    return { ...openWalk(done, request, asides).report({ replayed: true, recorded: true }), position }
  }

  async #walkFrom(existing: Existing, request: ImportRequest): Promise<Walk> {
    if (existing === null) return openWalk(beginningOf(request, this.#parts.clock()), request)
    return openWalk(existing.record, request, await storedAsides(request.importId, this.#parts.store))
  }
}

/** The items of a source until the signal aborts, also while it waits for the next. */
async function* until<Value>(signal: AbortSignal, source: AsyncIterable<Value>): AsyncGenerator<Value> {
  const iterator = source[Symbol.asyncIterator]()
  while (!signal.aborted) {
    const next = await orAborted(iterator.next(), signal)
    if (next === null) break
    if (next.done === true) return
    yield next.value
  }
  // Not awaited: it may itself be waiting for bytes that never come.
  iterator.return?.().catch(() => undefined)
}

/** Null when the signal aborts first. Nothing is left with the signal: it outlives the promise, and would keep what that gave. */
const orAborted = <Value>(promise: Promise<Value>, signal: AbortSignal): Promise<Value | null> =>
  new Promise((resolve, reject) => {
    const stop = (): void => resolve(null)
    signal.addEventListener('abort', stop, { once: true })
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop))
  })

/** What a strict import comes to, and only that: it leaves no part of a file behind, and none of it put aside. */
const isWhole = ({ state, summary }: ImportRecord): boolean =>
  state === 'done' && summary.conflict + summary.rejected + summary.quarantined === 0

const keyReused = (): IntakeFailure =>
  new IntakeFailure(problem('idempotency-key-reused', 'an import of this name was made of another file, or in another way'))

const tooMuchForStrict = (limit: keyof Limits, allowed: string): IntakeFailure =>
  new IntakeFailure(problem('body-too-large', `strict handling takes at most ${allowed} at once`, { limit }))

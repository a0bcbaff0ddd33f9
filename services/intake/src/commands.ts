import { type Day, EventId, type Recorded, readDecision, type Source, type SourceEventId } from '@daybook/domain'
import type { EventStore, SideRecord } from '@daybook/event-store'
import { z } from 'zod'
import { plainBatch } from './batch.ts'
import type { HeldItem } from './held.ts'
import { Idempotency, type IdempotencyKey } from './idempotency.ts'
import type { ReadItem } from './item.ts'
import type { Outcome } from './outcome.ts'
import { readData, readItem } from './prepare.ts'
import { IntakeFailure, type Problem, problem } from './problems.ts'
import { RecordConflict, type Recorder } from './recorder.ts'
import type { Reference } from './reference.ts'
import type { TraceContext } from './tracing.ts'

/** A decision that somebody takes through the interface, by the name of the event it asks for, or its own where it asks for several. */
export type Command = {
  readonly type: string
  /** As on the wire; may hold `effectiveOn`. */
  readonly data: Readonly<Record<string, unknown>>
  /** Today in the reporting zone, where neither this nor the data give a date. */
  readonly effectiveOn?: Day
  readonly source: Source
  readonly id: SourceEventId
  readonly actor: HeldItem['actor']
  readonly trace?: TraceContext
  /** The revision the stream must be at, -1 for none yet. */
  readonly ifMatch?: bigint
  readonly idempotencyKey?: IdempotencyKey
}

/** What a command led to. `replayed`: it was carried out before, under the same idempotency key. */
export type CommandResult = { readonly replayed: boolean } & (
  | {
      readonly status: 'recorded'
      readonly event: Recorded
      /** Of the last event that was recorded because of it: who has read so far has read all of it. */
      readonly position: bigint
      readonly late: boolean
    }
  /** It was already so; nothing was written. `position` is that of the head. */
  | { readonly status: 'already-true'; readonly position: bigint }
  /** The domain says no, or what it needs is not there: `problem` holds the code and the facts. Nothing is kept. */
  | { readonly status: 'refused' | 'invalid' | 'conflict' | 'revision-mismatch'; readonly problem: Problem }
)

const Answer = z.strictObject({
  status: z.enum(['recorded', 'already-true', 'refused', 'invalid', 'conflict', 'revision-mismatch']),
  eventId: EventId.nullable(),
  lastEventId: EventId.exactOptional(),
  late: z.boolean(),
  problem: z.json(),
})
type Answer = z.infer<typeof Answer>

/** Decisions taken one at a time, through the same recorder as everything else. */
export class Commands {
  readonly #store: EventStore
  readonly #recorder: Recorder
  readonly #reference: Reference
  readonly #clock: () => number
  readonly #idempotency: Idempotency
  #sweepFrom: number

  constructor(parts: { store: EventStore; recorder: Recorder; reference: Reference; clock: () => number }) {
    this.#store = parts.store
    this.#recorder = parts.recorder
    this.#reference = parts.reference
    this.#clock = parts.clock
    this.#idempotency = new Idempotency(parts.store, parts.clock)
    this.#sweepFrom = parts.clock() + sweepEveryMs
  }

  /**
   * Records a decision, or says why not. Durable when it resolves. With an idempotency key it is carried out once, refusals
   * included: the same key again gives the first result. Throws an `IntakeFailure` when the key is in use or used otherwise.
   */
  async execute(command: Command): Promise<CommandResult> {
    const { effectiveOn, idempotencyKey } = command
    const data = effectiveOn === undefined ? command.data : { ...command.data, effectiveOn }
    const read = readData(command.type, data, readDecision)
    if (!read.ok) return { status: 'invalid', problem: read.problem, replayed: false }
    const item = this.#itemOf(command, read.item)
    this.#sweepAtTimes()
    if (idempotencyKey === undefined) return this.#run(item, command, () => [])
    try {
      return await this.#idempotency.once(idempotencyKey, {
        run: (recordOf) => this.#run(item, command, (answer) => [recordOf(answer)]),
        again: (answer) => this.#again(answer),
      })
    } catch (error) {
      if (!(error instanceof RecordConflict)) throw error
      throw new IntakeFailure(problem('in-flight', 'a request with this key is under way elsewhere'), 1)
    }
  }

  /** Beside the commands, and at most once an hour: what fails is done the next time. */
  #sweepAtTimes(): void {
    if (this.#clock() < this.#sweepFrom) return
    this.#sweepFrom = this.#clock() + sweepEveryMs
    this.forgetOldAnswers().catch(() => undefined)
  }

  /** Deletes the answers that were kept long enough; not while a backfill has the book to itself. */
  async forgetOldAnswers(): Promise<void> {
    const deletions = await this.#idempotency.expired(deletionsMax)
    if (deletions.length === 0) return
    const batch = plainBatch([], { kind: 'system', id: 'intake' }, { transport: 'command' })
    try {
      await this.#recorder.record({ ...batch, alongside: () => deletions }, 'wait')
    } catch (error) {
      if (!(error instanceof IntakeFailure)) throw error
    }
  }

  #itemOf({ source, id }: Command, parsed: Parameters<typeof readItem>[1]): ReadItem {
    const envelope = { source, id, subject: null, time: null, recordedTime: null, trace: {} }
    const item = readItem(envelope, parsed, { line: null, raw: { text: '', encoding: 'utf8' } })
    return { ...item, effectiveOn: item.effectiveOn ?? this.#reference.today(this.#clock()) }
  }

  async #run(item: ReadItem, command: Command, recordsOf: (answer: Answer) => readonly SideRecord[]): Promise<CommandResult> {
    const batch = plainBatch([item], command.actor, { transport: 'command' })
    const { outcomes, position } = await this.#recorder.record(
      {
        ...batch,
        trace: command.trace,
        keeps: 'nothing',
        ifMatch: command.ifMatch ?? null,
        alongside: (judged) => judged.flatMap((outcome) => recordsOf(answerOf(outcome))),
      },
      'refuse',
    )
    const [outcome] = outcomes
    if (outcome === undefined) throw new Error('a batch of one item has one outcome')
    const at = position ?? (await this.#store.head()).position
    return this.#result(answerOf(outcome), { position: at, replayed: false })
  }

  async #again(stored: unknown): Promise<CommandResult> {
    const { position } = await this.#store.head()
    return this.#result(Answer.parse(stored), { position, replayed: true })
  }

  async #result(answer: Answer, how: { readonly position: bigint; readonly replayed: boolean }): Promise<CommandResult> {
    const { replayed } = how
    switch (answer.status) {
      case 'recorded': {
        const event = answer.eventId === null ? null : await this.#store.event(answer.eventId)
        const last = answer.lastEventId === undefined ? event : await this.#store.event(answer.lastEventId)
        if (event === null || last === null) throw new IntakeFailure(problem('outcome-unknown', notYetPlaced), 1)
        return { status: 'recorded', event, position: last.position, late: answer.late, replayed }
      }
      case 'already-true':
        return { status: 'already-true', position: how.position, replayed }
      default:
        return { status: answer.status, problem: answer.problem as Problem, replayed } // Sound: made by `answerOf`
    }
  }
}

const notYetPlaced = 'the decision is recorded and its position is not known yet: the same request again will tell'

const deletionsMax = 1_000
const sweepEveryMs = 3_600_000

/** What became of a command, as it is stored: whatever the commit adds is read from the log again. */
const answerOf = (outcome: Outcome): Answer => {
  switch (outcome.status) {
    case 'accepted':
      return {
        status: outcome.eventId === null ? 'already-true' : 'recorded',
        eventId: outcome.eventId,
        ...(outcome.lastEventId === undefined ? {} : { lastEventId: outcome.lastEventId }),
        late: outcome.late,
        problem: null,
      }
    case 'duplicate':
      return { status: 'recorded', eventId: outcome.eventId, late: false, problem: null }
    case 'conflict':
      return { status: 'conflict', eventId: null, late: false, problem: z.json().parse(outcome.problem) }
    case 'quarantined':
      return { status: 'refused', eventId: null, late: false, problem: z.json().parse(outcome.problem) }
    case 'rejected': {
      const status = outcome.problem.code === 'revision-mismatch' ? 'revision-mismatch' : 'invalid'
      return { status, eventId: null, late: false, problem: z.json().parse(outcome.problem) }
    }
  }
}

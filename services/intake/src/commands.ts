import { EventId, type EventMetadata, type Recorded, Source, SourceEventId } from '@daybook/domain'
import type { EventStore, SideRecord } from '@daybook/event-store'
import { z } from 'zod'
import { plainBatch } from './batch.ts'
import { Idempotency, type IdempotencyKey, keyDigest } from './idempotency.ts'
import type { ReadItem } from './item.ts'
import type { Outcome } from './outcome.ts'
import { ownSource, readData, readItem } from './prepare.ts'
import { IntakeFailure, type Problem } from './problems.ts'
import { RecordConflict, type Recorder } from './recorder.ts'
import type { Reference } from './reference.ts'

/** A decision taken through the interface, by the name of the event it asks for. */
export type Command = {
  readonly type: string
  /** As on the wire. Without `effectiveOn` it is today in the reporting zone. */
  readonly data: Readonly<Record<string, unknown>>
  /** Where the order stands that it is about; null: a decision made here. */
  readonly source: Source | null
  readonly actor: EventMetadata['actor']
  /** The revision that the stream must be at; -1 when it must be new. Null: any. */
  readonly expectedRevision: bigint | null
  readonly idempotency: IdempotencyKey | null
  readonly traceparent: string | null
}

/** What became of a decision. `replayed`: it is the answer of an earlier request with the same idempotency key. */
export type CommandResult =
  | {
      readonly status: 'recorded'
      readonly eventId: EventId
      readonly event: Recorded
      readonly position: bigint
      readonly revision: bigint
      /** It lands in a closed period. */
      readonly late: boolean
      readonly replayed: boolean
    }
  /** It was so already, and nothing was written: `position` is that of the head. */
  | { readonly status: 'already-true'; readonly position: bigint; readonly replayed: boolean }
  | { readonly status: 'refused'; readonly refusal: CommandRefusal }

/** Why not: a code of the table of problems, and what explains it. */
export type CommandRefusal = { readonly code: string; readonly detail: string; readonly facts: Readonly<Record<string, unknown>> }

const Answer = z.discriminatedUnion('status', [
  z.strictObject({ status: z.literal('recorded'), eventId: EventId, late: z.boolean() }),
  z.strictObject({ status: z.literal('already-true') }),
  z.strictObject({ status: z.literal('refused'), code: z.string(), detail: z.string(), facts: z.record(z.string(), z.json()) }),
])
type Answer = z.infer<typeof Answer>

export type CommandParts = {
  readonly store: EventStore
  readonly recorder: Recorder
  readonly reference: Reference
  readonly clock: () => number
  readonly newId: () => string
}

/** Decisions taken one at a time, through the same recorder as everything else. */
export class Commands {
  readonly #parts: CommandParts
  readonly #idempotency: Idempotency

  constructor(parts: CommandParts) {
    this.#parts = parts
    this.#idempotency = new Idempotency(parts.store, parts.clock)
  }

  /**
   * Records a decision, or says why not; durable when it resolves. What is refused is kept nowhere but under its idempotency key:
   * the same key again gives the first result, whatever it was.
   */
  async execute(command: Command): Promise<CommandResult> {
    const read = readData(command.type, command.data)
    if (!read.ok) return { status: 'refused', refusal: refusalOf(read.problem) }
    const item = this.#itemOf(command, read.item)
    try {
      if (command.idempotency === null) return await this.#run(item, command, () => [])
      return await this.#idempotency.once(command.idempotency, {
        run: (recordOf) => this.#run(item, command, (answer) => [recordOf(answer)]),
        again: (stored) => this.#again(stored),
      })
    } catch (error) {
      if (error instanceof IntakeFailure) return { status: 'refused', refusal: refusalOf(error.problem) }
      if (!(error instanceof RecordConflict)) throw error
      return { status: 'refused', refusal: { code: 'in-flight', detail: 'a request with this key is under way', facts: {} } }
    }
  }

  /** Deletes stored answers that were kept long enough. */
  async forgetOldAnswers(): Promise<void> {
    const deletions = await this.#idempotency.expired(deletionsMax)
    if (deletions.length === 0) return
    const batch = plainBatch([], { kind: 'system', id: 'intake' }, { transport: 'command' })
    await this.#parts.recorder.record({ ...batch, alongside: () => deletions }, 'wait')
  }

  #itemOf({ source, idempotency, traceparent }: Command, parsed: Parameters<typeof readItem>[1]): ReadItem {
    // The same key makes the same identity, which guards for ever, the stored answer only for its time.
    const id = SourceEventId.parse(`command:${idempotency === null ? this.#parts.newId() : keyDigest(idempotency)}`)
    const trace = traceparent === null ? {} : { traceparent }
    const envelope = { source: source ?? decidedHere, id, subject: null, time: null, recordedTime: null, trace }
    const item = readItem(envelope, parsed, { line: null, raw: { text: '', encoding: 'utf8' } })
    return { ...item, effectiveOn: item.effectiveOn ?? this.#parts.reference.dayOf(this.#parts.clock()) }
  }

  async #run(item: ReadItem, command: Command, recordsOf: (answer: Answer) => readonly SideRecord[]): Promise<CommandResult> {
    const batch = plainBatch([item], command.actor, { transport: 'command' })
    const alongside = (judged: readonly Outcome[]) => judged.flatMap((outcome) => recordsOf(answerOf(outcome)))
    const { outcomes, position } = await this.#parts.recorder.record(
      { ...batch, keeps: 'nothing', ifMatch: command.expectedRevision, alongside },
      'refuse',
    )
    const [outcome] = outcomes
    if (outcome === undefined) throw new Error('a batch of one item has one outcome')
    return this.#result(answerOf(outcome), { position, replayed: false })
  }

  async #again(stored: unknown): Promise<CommandResult> {
    const { position } = await this.#parts.store.head()
    return this.#result(Answer.parse(stored), { position, replayed: true })
  }

  /** The result of an answer: what the commit has added is read from the log, so that a repeated answer is the first one. */
  async #result(answer: Answer, how: { readonly position: bigint; readonly replayed: boolean }): Promise<CommandResult> {
    const { replayed } = how
    switch (answer.status) {
      case 'recorded': {
        const event = await this.#parts.store.event(answer.eventId)
        if (event === null) throw new Error('a recorded event is not in the log')
        const { eventId, position, revision } = event
        return { status: 'recorded', eventId, event, position, revision, late: answer.late, replayed }
      }
      case 'already-true':
        return { status: 'already-true', position: how.position, replayed }
      case 'refused': {
        const { code, detail, facts } = answer
        return { status: 'refused', refusal: { code, detail, facts } }
      }
    }
  }
}

const decidedHere = Source.parse(`${ownSource}command`)
const deletionsMax = 1_000

/** What became of a command, as it is stored. */
const answerOf = (outcome: Outcome): Answer => {
  switch (outcome.status) {
    case 'accepted':
      if (outcome.eventId === null) return { status: 'already-true' }
      return { status: 'recorded', eventId: outcome.eventId, late: outcome.late }
    case 'duplicate':
      return { status: 'recorded', eventId: outcome.eventId, late: false }
    default:
      return Answer.parse({ status: 'refused', ...refusalOf(outcome.problem) })
  }
}

const refusalOf = ({ code, detail, type: _, title: __, status: ___, refusal, ...facts }: Problem): CommandRefusal => {
  const { code: ____, ...ofTheRefusal } = z.record(z.string(), z.json()).catch({}).parse(refusal)
  return { code, detail, facts: { ...facts, ...ofTheRefusal } }
}

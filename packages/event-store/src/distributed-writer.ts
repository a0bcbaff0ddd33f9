import { setTimeout as pause } from 'node:timers/promises'
import type { EventId, StreamName } from '@daybook/domain'
import { Agreement } from './agreement.ts'
import type { EncodedAppend, EncodedBatch } from './encoded-event.ts'
import type { AppendResult, Clock } from './event-store.ts'
import { EventStoreFault, type FaultCode } from './fault.ts'
import { inLanes } from './lanes.ts'
import { streamEventOf } from './log-event.ts'
import type { Placements } from './placements.ts'
import type { Claim, LogRegister, Placed } from './register.ts'
import type { ProposedEvent, StreamLog } from './stream-log.ts'

type WriterOptions = {
  readonly log: StreamLog
  readonly register: LogRegister
  readonly placements: Placements
  readonly clock: Clock
  /** How long the next group waits for one that does not move; milliseconds. */
  readonly patienceMs: number
  readonly overdueMs: number
}

/** Appends on their way at once: more on one fresh connection once hung. */
const atOnce = 32

/** What is brought of others at a time. */
const overdueMax = 500

/**
 * Claims batches in the register, and then brings their events into the log.
 *
 * Once claimed an event will be in the log: what a writer does not bring, because it died or the log is away, is brought by whichever
 * writer finds it overdue. The same events at the same revision are stored once, so all may try.
 */
export class DistributedWriter {
  readonly #options: WriterOptions
  readonly #closing = new AbortController()
  readonly #bringing: Promise<void>
  /** The log gave no answer: before anything more is claimed it is asked for a sign of life. */
  #isAway = false
  readonly #agreement: Agreement
  /** Appends that the log has answered. */
  #taken = 0
  #ended: EventStoreFault | null = null
  /** Why the log and the register could not be compared when that was last tried. */
  #trouble: EventStoreFault | null = null
  /** What could not be brought, by its last event, as long as it is not in the log. */
  readonly #stuck = new Map<EventId | undefined, EventStoreFault>()
  /** Why the last round ended, where that does not pass by itself: a missing right, an error of ours. */
  #broken: EventStoreFault | null = null
  /** When a claim last found no room. */
  #full: { readonly fault: EventStoreFault; readonly at: number } | null = null

  constructor(options: WriterOptions) {
    this.#options = options
    this.#agreement = new Agreement(options, options.patienceMs)
    this.#bringing = this.#bringOverdue()
  }

  /** Why nothing is written, for ever or for as long as the log is away, or the disk of the register is full. */
  get fault(): EventStoreFault | null {
    // Only a claim can tell that there is room again, and nobody sends to a process that says there is none.
    const isFull = this.#full !== null && performance.now() - this.#full.at < this.#options.overdueMs
    const [stuck = null] = this.#stuck.values()
    return this.#ended ?? this.#trouble ?? this.#broken ?? stuck ?? (isFull ? (this.#full?.fault ?? null) : null)
  }

  /** Claims a group and brings it. Answers that rest on what is not indexed yet are still to come. */
  async commit(group: readonly EncodedBatch[]): Promise<readonly (AppendResult | Promise<AppendResult>)[]> {
    if (this.#ended !== null) throw this.#ended
    const { log, placements } = this.#options
    if (this.#isAway) await log.head()
    const claims = await this.#claim(group)
    this.#full = null
    const claimed = group.filter((_, index) => claims[index]?.status === 'claimed')
    const brought = this.#bring(claimed.flatMap(({ appends }) => appends))
    await this.#whileItMoves(brought)
    const placed = placements.soon(claimed.flatMap(eventIdsOf))
    return group.map((batch, index) => this.#answer(batch, claims[index], { placed, brought }))
  }

  /** Claims in a register that knows all of the log. */
  async #claim(group: readonly EncodedBatch[]): Promise<readonly Claim[]> {
    const atLeast = await this.#agreed()
    try {
      return await this.#options.register.claim(group, this.#options.clock(), atLeast)
    } catch (fault) {
      this.#agreement.doubt()
      if (fault instanceof EventStoreFault && fault.code === 'disk-full') this.#full = { fault, at: performance.now() }
      throw fault
    }
  }

  /** A position that the index has reached, once the log and the register agree. */
  async #agreed(): Promise<bigint> {
    try {
      const reached = await this.#agreement.assert()
      this.#trouble = null
      return reached
    } catch (fault) {
      if (fault instanceof EventStoreFault) this.#trouble = fault
      throw fault
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing.abort()
    // What is on its way is claimed: others bring it, should it not arrive.
    await Promise.race([this.#bringing, pause(this.#options.patienceMs)])
  }

  /** Waits for what is on its way, but not for a log that takes nothing for as long as the patience lasts. */
  async #whileItMoves(brought: Promise<void>): Promise<void> {
    const settled = brought.then(
      () => 'settled',
      () => 'settled',
    )
    for (let before = -1; before !== this.#taken; ) {
      before = this.#taken
      if ((await Promise.race([settled, pause(this.#options.patienceMs)])) === 'settled') return
    }
  }

  #answer(batch: EncodedBatch, claim: Claim | undefined, at: OnTheWay): AppendResult | Promise<AppendResult> {
    if (claim?.status === 'conflict') return claim
    if (claim?.status === 'claimed') return this.#placed(batch, at)
    return this.#judgedAgain(batch, claim?.eventIds ?? [])
  }

  async #placed(batch: EncodedBatch, { placed, brought }: OnTheWay): Promise<AppendResult> {
    const eventIds = eventIdsOf(batch)
    const places = await placed
    const found = eventIds.map((eventId) => places.get(eventId)).filter((place) => place !== undefined)
    if (found.length < eventIds.length) {
      // In the log it is safe, whether or not its position is known yet.
      await Promise.race([brought.catch(afterClaim), pause(0).then(() => Promise.reject(outcomeUnknown()))])
      return { status: 'appended', position: null, recordedAt: null, positions: null }
    }
    const last = found.at(-1) ?? (await this.#options.register.head())
    this.#agreement.saw(last.position)
    return {
      status: 'appended',
      position: last.position,
      recordedAt: last.recordedAt,
      positions: found.map(({ position }) => position),
    }
  }

  /** What others have on their way settles it, as soon as it is indexed. */
  async #judgedAgain(batch: EncodedBatch, awaited: readonly EventId[]): Promise<AppendResult> {
    const placed = await this.#options.placements.soon(awaited)
    if (placed.size < awaited.length) throw outcomeUnknown()
    const [result] = await this.commit([batch])
    if (result === undefined) throw new Error('a batch has one answer')
    return result
  }

  async #bring(appends: readonly EncodedAppend[]): Promise<void> {
    const proposed = appends
      .filter(({ events }) => events.length > 0)
      .map(({ events, ...append }) => ({ ...append, last: events.at(-1)?.eventId, events: events.map(streamEventOf) }))
    // Set before and not after: while nobody knows, the next group asks first.
    this.#isAway = proposed.length > 0
    try {
      await inLanes(proposed, { laneOf, atOnce, work: (append) => this.#append(append) })
    } catch (fault) {
      this.#agreement.doubt()
      throw fault
    }
    this.#isAway = false
  }

  async #append(proposed: Proposed): Promise<void> {
    try {
      await this.#appendOnce(proposed)
      this.#stuck.delete(proposed.last)
    } catch (fault) {
      if (fault instanceof EventStoreFault) this.#stuck.set(proposed.last, fault)
      throw fault
    }
  }

  async #appendOnce({ stream, expectedRevision, events }: Proposed): Promise<void> {
    const result = await this.#options.log.append(stream, BigInt(expectedRevision), events)
    this.#taken += 1
    if (result.status === 'appended') return
    if (result.actualRevision < BigInt(expectedRevision)) throw outcomeUnknown()
    const problem = `revision ${expectedRevision + 1} of ${stream} was written by something other than this book's register knows of`
    this.#ended ??= new EventStoreFault('damaged', problem)
    throw this.#ended
  }

  async #bringOverdue(): Promise<void> {
    const { overdueMs } = this.#options
    const { signal } = this.#closing
    while (!signal.aborted) {
      try {
        await this.#bringRound()
        this.#broken = null
      } catch (fault) {
        // Whatever kept it from the log keeps it pending: it is overdue again.
        if (fault !== this.#trouble && !isPassing(fault)) this.#broken = brokenBy(fault)
      }
      await pause(overdueMs / 4, undefined, { signal }).catch(() => undefined)
    }
  }

  /**
   * Brings what is overdue, one after the other. What the log does not take holds back what names the same stream or account, as their
   * order is that of the book, and nothing else. Throws where the log gives no answer: then it will give none to the others.
   */
  async #bringRound(): Promise<void> {
    const { register, overdueMs } = this.#options
    await this.#agreed()
    await this.#forgetArrived()
    const held = new Set<string>()
    for (const append of await register.takeOverdue({ idleMs: overdueMs, limit: overdueMax })) {
      const names = namesIn(append)
      const isHeld = names.some((name) => held.has(name))
      if (isHeld || !(await this.#isTaken(append))) for (const name of names) held.add(name)
    }
  }

  async #isTaken(append: EncodedAppend): Promise<boolean> {
    try {
      await this.#bring([append])
      return true
    } catch (fault) {
      if (!(fault instanceof EventStoreFault) || noAnswer.has(fault.code)) throw fault
      return false
    }
  }

  /** What could not be brought may be in the log all the same, or have been brought by another: then nobody hands it to us again. */
  async #forgetArrived(): Promise<void> {
    const stuck = [...this.#stuck.keys()].filter((eventId) => eventId !== undefined)
    if (stuck.length === 0) return
    for (const eventId of (await this.#options.register.placed(stuck)).keys()) this.#stuck.delete(eventId)
  }
}

/** After these the next append would meet the same. */
const noAnswer: ReadonlySet<FaultCode> = new Set(['unavailable', 'outcome-unknown'])

const passing: ReadonlySet<FaultCode> = new Set([...noAnswer, 'busy', 'disk-full', 'closed', 'identity-behind-log'])

const isPassing = (fault: unknown): boolean => fault instanceof EventStoreFault && passing.has(fault.code)

const brokenBy = (fault: unknown): EventStoreFault => {
  if (fault instanceof EventStoreFault) return fault
  const why = fault instanceof Error ? fault.message : String(fault)
  return new EventStoreFault('refused', `what is claimed and not in the log cannot be brought there: ${why}`, { cause: fault })
}

type Proposed = {
  readonly stream: StreamName
  readonly expectedRevision: number
  readonly events: readonly ProposedEvent[]
  readonly last: EventId | undefined
}

type OnTheWay = { readonly placed: Promise<ReadonlyMap<EventId, Placed>>; readonly brought: Promise<void> }

const eventIdsOf = ({ appends }: EncodedBatch): readonly EventId[] =>
  appends.flatMap(({ events }) => events.map(({ eventId }) => eventId))

const outcomeUnknown = (cause?: unknown): EventStoreFault =>
  new EventStoreFault('outcome-unknown', 'the events are on their way to the log and will be there; send the same again to see', {
    cause,
  })

/** What was claimed is not refused any more. */
const afterClaim = (fault: unknown): never => {
  throw fault instanceof EventStoreFault && fault.code === 'refused' ? outcomeUnknown(fault) : fault
}

/**
 * The one account that an append concerns: those of different accounts may reach the log in any order. Null where others may rest on it,
 * such as a policy, a rate or a quota.
 */
const laneOf = ({ events }: Proposed): string | null => {
  const accounts = new Set(events.map(({ data }) => ('previousAccountId' in data ? undefined : data.accountId)))
  const [accountId] = accounts
  return accounts.size === 1 && typeof accountId === 'string' ? accountId : null
}

/** The stream, and the accounts, that an append names. */
const namesIn = ({ stream, events }: EncodedAppend): readonly string[] => {
  const accounts = events
    .map(streamEventOf)
    .flatMap(({ data: { accountId, previousAccountId } }) => [accountId, previousAccountId])
  return [`stream ${stream}`, ...accounts.filter((account) => typeof account === 'string').map((account) => `account ${account}`)]
}

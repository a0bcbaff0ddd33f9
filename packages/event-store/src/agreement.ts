import type { EventId } from '@daybook/domain'
import { EventStoreFault } from './fault.ts'
import type { LogRegister } from './register.ts'
import { isBeyond, type LoggedEvent, type LogPosition, type StreamLog } from './stream-log.ts'

/** A log and the register beside it, each of which may have been restored from a copy. */
type LogAndRegister = { readonly log: StreamLog; readonly register: LogRegister }

/**
 * Throws `log-behind-register` where the log does not hold the last event that the register has a position for: it was restored from an
 * older copy, or is another one. Nothing recorded on top of it would stand where the book says.
 */
export const assertLogReaches = async ({ log, register }: LogAndRegister): Promise<void> => {
  const { position } = await register.head()
  if (position < 0n) return
  const [last, before = null] = (await register.placedFrom(position > 0n ? position - 1n : 0n, 2)).toReversed()
  if (last === undefined) return
  const head = await log.head()
  const isShorter = head === null || isBeyond(last.place, head.position)
  const [there] = isShorter ? [] : await log.readAll({ after: before?.place ?? null, limit: 1 })
  if (there?.eventId === last.eventId) return
  const end = head === null ? 'the log has no event of this book' : `the log ends at ${placeText(head.position)}`
  throw new EventStoreFault(
    'log-behind-register',
    `the register ends at position ${position}, which is ${placeText(last.place)} of the log, and ${isShorter ? end : 'the log has another event there'}: ` +
      'it was restored from an older copy, or it is another log. Give it its newest copy; where the events are lost for good, restore ' +
      'the database to a state from before them: what it lacks then is indexed again',
  )
}

const placeText = ({ commit, prepare }: LogPosition): string => `${commit}/${prepare}`

/** Events looked at together. */
const pageEvents = 1_000

/** The first event of the log that the register does not know of, or null: it was restored from an older copy, or lost. */
export const firstUnknown = async ({ log, register }: LogAndRegister): Promise<LoggedEvent | null> => {
  let { place: after } = await register.head()
  const head = await log.head()
  while (head !== null && isBeyond(head.position, after)) {
    const page = await log.readAll({ after, limit: pageEvents })
    const known = await register.known(page.map(({ eventId }) => eventId as EventId)) // Sound: what is not ours is not known
    const unknown = page.find(({ eventId }) => !known.has(eventId as EventId)) // Sound: as before
    if (unknown !== undefined) return unknown
    after = page.at(-1)?.position ?? head.position
  }
  return null
}

/** Sees to it that nothing is claimed in a register that does not know what the log holds: it would be recorded a second time. */
export class Agreement {
  readonly #parts: LogAndRegister
  readonly #patienceMs: number
  /** The last position that is known to be indexed; null while there is doubt. */
  #reached: bigint | null = null

  constructor(parts: LogAndRegister, patienceMs: number) {
    this.#parts = parts
    this.#patienceMs = patienceMs
  }

  /** To be called when either was away: it may have come back as an older copy. */
  doubt(): void {
    this.#reached = null
  }

  /** To be called with positions that were seen: an index behind them has gone back. */
  saw(position: bigint): void {
    if (this.#reached !== null && position > this.#reached) this.#reached = position
  }

  /**
   * Gives a position that the index has reached, when the two agree; they are compared once, until there is doubt. Waits a moment for
   * who indexes the log, and then throws `identity-behind-log`: the same may be tried again when more is indexed. Throws
   * `log-behind-register` as well.
   */
  async assert(): Promise<bigint> {
    if (this.#reached !== null) return this.#reached
    const { register } = this.#parts
    await assertLogReaches(this.#parts)
    const tired = AbortSignal.timeout(this.#patienceMs)
    for (let unknown = await firstUnknown(this.#parts); unknown !== null; unknown = await firstUnknown(this.#parts)) {
      const { position } = await register.head()
      if (tired.aborted) throw behind(position, unknown)
      await register.waitBeyond(position, tired)
    }
    const { position } = await register.head()
    this.#reached = position
    return position
  }
}

const behind = (position: bigint, { position: place, stream, revision, foreign }: LoggedEvent): EventStoreFault =>
  foreign
    ? new EventStoreFault('damaged', `revision ${revision} of ${stream} was not written by this book`)
    : new EventStoreFault(
        'identity-behind-log',
        `the register ends at position ${position} and does not know what the log has at ${placeText(place)} (${stream}): the database ` +
          'was restored from an older copy. Nothing is recorded until its identities are indexed again, which a process with the role ' +
          'intake or projector does by itself',
      )

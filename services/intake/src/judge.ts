import { askedFor, type EventId } from '@daybook/domain'
import { EventStoreFault, type NewEvent, type Receipt } from '@daybook/event-store'
import { alreadyTrue } from './already-true.ts'
import type { Keeps, Retried } from './batch.ts'
import { dateOf } from './dates.ts'
import { heldCollections } from './held.ts'
import { type Reason, type Sender, type Shelf, supersededAt } from './held-shelf.ts'
import type { Item, ReadItem } from './item.ts'
import { legEvents, newEvent, recordedTimeOf, stageRegistration } from './new-event.ts'
import type { Judged, Outcome } from './outcome.ts'
import { type Problem, problem, refusalProblem } from './problems.ts'
import { type RulesView, type Ruling, rule } from './rules.ts'

/** What judging an item needs to know of the batch it comes in. */
export type Bench = Omit<RulesView, 'register'> & {
  readonly shelf: Shelf
  /** What the log holds of the identities of the batch. */
  readonly receipts: ReadonlyMap<string, Receipt>
  /** Content of what was already true when it first came. */
  readonly trueBefore: ReadonlyMap<EventId, string>
  readonly anyHeld: boolean
  readonly sender: Sender
  readonly futureMs: number
  /** Recorded time of the head; null when the log is empty. */
  readonly headRecordedAt: number | null
  readonly keeps: Keeps
}

/**
 * Judges one item: identity first, then time, then the rules of the domain. What it decides is staged, not written.
 *
 * An error of the program itself costs the item, never the batch: it is kept as a dead letter with code `fault`. An error of the
 * store is thrown: it says nothing about the item.
 */
export const judge = async (item: Item, bench: Bench, released: Retried | null = null): Promise<Judged> => {
  try {
    if (!item.readable)
      return await putAside(item, { kind: 'dead-letter', stage: item.stage, problem: item.problem }, { bench, released })
    return await judgeRead(item, bench, released)
  } catch (error) {
    if (error instanceof EventStoreFault) throw error
    const reason: Reason = { kind: 'dead-letter', stage: 'domain', problem: problem('fault', faultOf(error)) }
    return putAside(item, reason, { bench, released })
  }
}

type Case = { readonly bench: Bench; readonly released: Retried | null }

const faultOf = (error: unknown): string => (error instanceof Error ? error.name : 'an unknown error')

const judgeRead = async (item: ReadItem, bench: Bench, released: Retried | null): Promise<Judged> => {
  const known = await judgeIdentity(item, { bench, released })
  if (known !== null) return known
  const dated = dateOf(item, bench, released !== null)
  if (!dated.ok) return putAside(item, { kind: 'dead-letter', stage: 'domain', problem: dated.problem }, { bench, released })
  const ruling = await rule(item, dated.effectiveOn, {
    ...bench,
    register: (accountId) => stageRegistration(accountId, item, bench),
  })
  return carryOut(item, ruling, { bench, released })
}

const judgeIdentity = async (item: ReadItem, { bench, released }: Case): Promise<Judged | null> => {
  const staged = bench.staging.identity(item.eventId)
  const receipt = bench.receipts.get(item.eventId)
  const recorded = staged ?? receipt
  if (recorded === undefined || recorded === null) {
    const isTrue = (bench.staging.record(alreadyTrue, item.eventId) ?? bench.trueBefore.get(item.eventId)) === item.payloadHash
    return isTrue ? nothingWritten(item, { bench, released }) : null
  }
  if (recorded.payloadHash === item.payloadHash) {
    if (released !== null) release(released, bench)
    const position = receipt === undefined ? null : receipt.position
    const recordedAt = receipt?.recordedAt ?? null
    const outcome: Outcome = { ...identityOf(item), status: 'duplicate', eventId: item.eventId, position, recordedAt }
    return { outcome, staged: staged?.index ?? null }
  }
  const detail =
    'other content is recorded under this source and id; a change is a further event with an id of its own, such as OrderCorrected'
  const existing = { eventId: item.eventId, payloadHash: recorded.payloadHash }
  const conflict = problem('identity-conflict', detail, { existing, payloadHash: item.payloadHash })
  // Its identity has got other content since. What waits as a conflict itself waits for a person.
  if (released !== null && released.held.stage !== 'identity') {
    bench.shelf.decide(released.held, supersededAt(bench.sender.now))
    const outcome: Outcome = { ...identityOf(item), status: 'conflict', heldId: released.held.heldId, problem: conflict }
    return { outcome, staged: null }
  }
  return putAside(item, { kind: 'quarantine', stage: 'identity', problem: conflict, existing }, { bench, released })
}

const carryOut = async (item: ReadItem, ruling: Ruling, at: Case): Promise<Judged> => {
  switch (ruling.status) {
    case 'events':
      return stageEvents(item, ruling, at)
    case 'already-true':
      at.bench.staging.put({ collection: alreadyTrue, key: item.eventId, body: item.payloadHash })
      return nothingWritten(item, at)
    case 'refused': {
      const reason: Reason = { kind: 'quarantine', stage: 'domain', problem: refusalProblem(ruling.refusal) }
      return putAside(item, reason, at)
    }
    case 'rejected':
      return putAside(item, { kind: 'dead-letter', stage: 'schema', problem: ruling.problem }, at)
    case 'held':
      return putAside(
        item,
        { kind: 'quarantine', stage: 'domain', problem: waiting(ruling.problem, at), awaits: ruling.awaits },
        at,
      )
    case 'conflict': {
      const existing = { eventId: ruling.existing.eventId, payloadHash: ruling.existing.payloadHash }
      return putAside(item, { kind: 'quarantine', stage: 'identity', problem: ruling.problem, existing }, at)
    }
  }
}

/** What was already true: accepted without an event. */
const nothingWritten = (item: ReadItem, { bench, released }: Case): Judged => {
  if (released !== null) release(released, bench)
  const nothing = { eventId: null, position: null, recordedAt: null, late: false }
  return { outcome: { ...identityOf(item), status: 'accepted', ...nothing }, staged: null }
}

/** Who asks for a decision is answered and no more: nothing is kept of what could not be carried out. */
const waiting = (problem: Problem, { bench }: Case): Problem =>
  bench.keeps === 'nothing'
    ? problem
    : { ...problem, detail: `${problem.detail}; the item is kept and recorded by itself when it is` }

type Events = Extract<Ruling, { status: 'events' }>

const stageEvents = async (item: ReadItem, ruling: Events, { bench, released }: Case): Promise<Judged> => {
  const events = ruling.events.map((event, index) =>
    newEvent({ event, source: item.source, id: idOf(item, index), payloadHash: item.payloadHash }, item, bench),
  )
  const [event] = ruling.events
  const legs = legEvents(ruling.legs, item, bench)
  const isFact = askedFor[item.type].kind === 'fact'
  const late = event !== undefined && isFact && (await bench.reference.isClosed(event.effectiveOn, bench.staging))
  if (released !== null) release(released, bench)
  const mayBeHeld = bench.anyHeld || bench.staging.keysUnder(heldCollections.identity, item.eventId).length > 0
  if (mayBeHeld) await bench.shelf.supersede(item.eventId, bench.sender.now)
  if (ruling.group !== null) {
    const { name, isMember } = ruling.group
    const by = { stream: isMember ? ruling.stream : null, eventId: item.eventId }
    bench.staging.put(await bench.groups.joined(name, by))
  }
  const books = bench.books.recordsOf(ruling.events, bench.staging)
  // Last of all: what fails before is put aside, and must not be in the log as well.
  const index = bench.staging.eventCount()
  bench.staging.stage({ stream: ruling.stream, expectedRevision: ruling.revision, events })
  for (const leg of legs) bench.staging.stage(leg)
  for (const record of books) bench.staging.put(record)
  const outcome: Outcome = {
    ...identityOf(item),
    status: 'accepted',
    eventId: item.eventId,
    ...lastOf([...events, ...legs.flatMap((leg) => leg.events)]),
    position: null,
    recordedAt: recordedTimeOf(item, bench),
    late,
  }
  return { outcome, staged: index }
}

const lastOf = (events: readonly NewEvent[]): { readonly lastEventId?: EventId } => {
  const last = events.at(-1)
  return last === undefined || events.length === 1 ? {} : { lastEventId: last.eventId }
}

/** A decision may give several events; the first bears the identity it came with. */
const idOf = (item: ReadItem, index: number): ReadItem['id'] =>
  // Sound: a suffix keeps an id free of what ids refuse.
  index === 0 ? item.id : (`${item.id}#${index}` as ReadItem['id'])

const release = ({ held, by, reason }: Retried, { shelf, sender }: Bench): void =>
  shelf.decide(held, { state: 'released', decidedBy: by.id, decidedAt: sender.now, ...(reason === undefined ? {} : { reason }) })

const identityOf = (item: Item) => ({ source: item.source, id: item.id, line: item.line })

const statusOf = { quarantine: 'quarantined', 'dead-letter': 'rejected' } as const

const putAside = async (item: Item, reason: Reason, { bench, released }: Case): Promise<Judged> => {
  const heldId = await heldIdOf(item, reason, { bench, released })
  const status = reason.stage === 'identity' ? 'conflict' : statusOf[reason.kind]
  return { outcome: { ...identityOf(item), status, heldId, problem: reason.problem }, staged: null }
}

const heldIdOf = async (item: Item, reason: Reason, { bench, released }: Case): Promise<string | null> => {
  if (released !== null) {
    bench.shelf.holdAgain(released.held, reason)
    return released.held.heldId
  }
  // The sender of a request still has what it sent; a fault of ours is kept all the same.
  const isSample = bench.keeps === 'samples' && reason.kind === 'dead-letter' && reason.problem.code !== 'fault'
  if (bench.keeps === 'nothing' || isSample) return null
  return bench.shelf.hold(item, reason, bench.sender)
}

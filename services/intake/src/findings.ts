import { type Day, restsOnLedgers } from '@daybook/domain'
import type { Batch, Recording } from './batch.ts'
import type { Item, ReadItem } from './item.ts'
import type { Outcome } from './outcome.ts'
import { IntakeFailure, problem } from './problems.ts'

/** A decision that rests on the ledgers, by the name of the event that it asks for. */
type Asked = { readonly type: string; readonly data: Readonly<Record<string, unknown>>; readonly effectiveOn: Day }

/**
 * Gives the data of a decision with what it rests on in the ledgers, at the head of the log: the clients that a key review ranks, the
 * prospects that buy. Null where the ledgers do not reach the head in the few seconds that it waits for them.
 */
export type Findings = (asked: Asked) => Promise<Asked['data'] | null>

/** Completes what comes in as whoever decides by a command is spared to look it up. Domain 5.4, 8.5. */
export type Completing = {
  /** The batch cut so that what is found for a decision holds all that comes before it; as it is where nothing is to be found. */
  readonly cut: (batch: Batch) => readonly Batch[]
  /** The batch with what is found for its decisions. A file and a feed wait for the ledgers, a request is refused soon. */
  readonly completed: (batch: Batch, patience: 'long' | 'short') => Promise<Batch>
}

type CompletingParts = { readonly findings: Findings | undefined; readonly dayOf: (item: ReadItem) => Day }

export const openCompleting = ({ findings, dayOf }: CompletingParts): Completing => {
  if (findings === undefined) return { cut: (batch) => [batch], completed: async (batch) => batch }
  const found = async (item: Item, patience: 'long' | 'short'): Promise<Item> => {
    if (!isIncomplete(item)) return item
    const { type, data } = item
    for (let attempt = 0; attempt < attemptsMax[patience]; attempt += 1) {
      const complete = await findings({ type, data, effectiveOn: dayOf(item) })
      if (complete !== null) return { ...item, data: complete }
    }
    const detail = `the ledgers are behind, and ${type} rests on them; what came before it is recorded: send all of it again`
    throw new IntakeFailure(problem('not-yet-applied', detail), 1)
  }
  return {
    cut: (batch) => (batch.strict ? [batch] : stretchesOf(batch)),
    completed: async (batch, patience) => {
      if (!batch.items.some(isIncomplete)) return batch
      const items: Item[] = []
      for (const item of batch.items) items.push(await found(item, patience))
      return { ...batch, items }
    },
  }
}

/** Each attempt waits for the ledgers itself, for about two seconds. */
const attemptsMax = { long: 30, short: 1 } as const

const isIncomplete = (item: Item): item is ReadItem => item.readable && restsOnLedgers(item.type, item.data)

/** Stretches of items that are complete, and of others: each rests on all before it. Of a batch in one piece, that batch itself. */
const stretchesOf = (batch: Batch): readonly Batch[] => {
  const { items } = batch
  const starts = items.flatMap((item, place) => {
    const before = items[place - 1]
    return before === undefined || isIncomplete(before) !== isIncomplete(item) ? [place] : []
  })
  if (starts.length < 2) return [batch]
  return starts.map((from, index) => {
    const until = starts[index + 1] ?? items.length
    const bytes = Math.floor((batch.bytes * (until - from)) / items.length)
    const released = [...batch.released].filter(([place]) => from <= place && place < until)
    return {
      ...batch,
      items: items.slice(from, until),
      bytes,
      released: new Map(released.map(([place, retried]) => [place - from, retried])),
      guards: from === 0 ? batch.guards : [],
      alongside: () => [],
    }
  })
}

/**
 * Records stretches one after the other, as one recording. What must be committed with all of them is committed with the last: after a
 * crash in between they come again, and what is recorded is a duplicate.
 */
export const recordedInTurn = async (
  { alongside }: Batch,
  stretches: readonly Batch[],
  record: (stretch: Batch) => Promise<Recording>,
): Promise<Recording> => {
  const before: Outcome[] = []
  const recordings: Recording[] = []
  for (const [place, stretch] of stretches.entries()) {
    const isLast = place === stretches.length - 1
    const done = await record(isLast ? { ...stretch, alongside: (outcomes) => alongside([...before, ...outcomes]) } : stretch)
    before.push(...done.outcomes)
    recordings.push(done)
  }
  const last = recordings.at(-1)
  return {
    outcomes: before,
    recorded: recordings.every(({ recorded }) => recorded),
    position: last?.position ?? null,
    recordedAt: last?.recordedAt ?? null,
  }
}

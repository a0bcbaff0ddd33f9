import type { ValueRow } from '@daybook/read-model'
import type { ProjectionStatus } from './projections.ts'
import type { Moments } from './stream-moments.ts'
import type { Times } from './times.ts'

/** The book as a stream looks at it: what is posted, and how the projections stand. */
export type Moment = { readonly times: Times; readonly projections: readonly ProjectionStatus[] }

/** The value of the cell that is watched, at a moment. */
export type WatchedCell = { readonly head: object; readonly row: ValueRow }

/** What one client wants to be told. `cell` is null where no cell is watched. */
export type Watch = {
  readonly moments: Moments<Moment>
  readonly cell: ((times: Times) => Promise<WatchedCell>) | null
  /** The row that the client has already; null when it must be sent. */
  readonly known: string | null
  /** Aborts when the client has left. */
  readonly left: AbortSignal
  /** Aborts when the server stops. */
  readonly closing: AbortSignal
}

/** Milliseconds after which a client that lost its connection comes back. */
const retryMs = 1_000

/** Silence after which the next turn, fifteen seconds later at most, writes a comment that keeps the connection alive. */
const silenceMs = 10_000

/**
 * The text of one client's stream: at first how all stands, then what has changed since it was last told. Made only as fast as the
 * client reads, so that a slow one gets fewer and newer events, and nothing piles up for it.
 *
 * A cell comes before the watermark that bears the same id: who has the watermark has the cell.
 */
export async function* framesOf({ moments, cell, known, left, closing }: Watch): AsyncGenerator<string> {
  const told: Told = { row: known, states: null, place: null }
  const over = AbortSignal.any([left, closing])
  let saidAt = performance.now()
  yield `retry: ${retryMs}\n\n`
  while (!over.aborted) {
    const turn = moments.turn()
    const text = await news(await moments.look(), cell, told)
    if (text !== '' || performance.now() - saidAt >= silenceMs) {
      yield text === '' ? ': still here\n\n' : text
      saidAt = performance.now()
    }
    await moments.beyond(turn, over)
  }
  if (!left.aborted) yield frame('end', { reason: 'stopping' }, null)
}

/** Passes text on as it is asked for; calls `cut` when nobody asks for more in time. */
export async function* handedOver(
  frames: AsyncIterable<string>,
  { slowMs, cut }: { readonly slowMs: number; readonly cut: () => void },
): AsyncGenerator<string> {
  for await (const text of frames) {
    const timer = setTimeout(cut, slowMs)
    try {
      yield text
    } finally {
      clearTimeout(timer)
    }
  }
}

/** What a client was told last. */
type Told = { row: string | null; states: string | null; place: string | null }

const news = async ({ times, projections }: Moment, cell: Watch['cell'], told: Told): Promise<string> => {
  const { position, watermark, lagMs, knownAt, ledgers, standing } = times
  const id = position?.toString() ?? null
  const frames: string[] = []
  if (cell !== null) {
    const { head, row } = await cell(times)
    const text = rowText(row)
    if (text !== told.row) frames.push(frame('cell', { ...head, position: id, ...row }, id))
    told.row = text
  }
  const states = JSON.stringify(projections.map(stateOf))
  if (states !== told.states) for (const projection of projections) frames.push(frame('projection', projection, id))
  told.states = states
  const place = `${watermark} ${ledgers.generation}`
  if (place !== told.place) {
    const head = standing.head < 0n ? null : standing.head.toString()
    const { recordedAt } = knownAt
    frames.push(frame('watermark', { position: id, recordedAt, head, lagMs, generation: ledgers.generation }, id))
  }
  told.place = place
  return frames.join('')
}

/** What makes a row another one. */
export const rowText = (row: ValueRow): string => JSON.stringify(row)

/** How far a projection is says the watermark; this is what else may change. */
const stateOf = ({ name, state, generation, generations, rebuild, problem }: ProjectionStatus): unknown => [
  name,
  state,
  generation,
  generations,
  rebuild?.generation ?? null,
  problem,
]

/** One event in the format of https://html.spec.whatwg.org/multipage/server-sent-events.html. JSON has no line breaks of its own. */
const frame = (event: string, data: unknown, id: string | null): string =>
  `event: ${event}\n${id === null ? '' : `id: ${id}\n`}data: ${JSON.stringify(data)}\n\n`

import { z } from 'zod'
import type { Answer, Client } from './client.ts'
import { minute } from './entries.ts'
import { CommandFailure } from './exit-codes.ts'
import { figure } from './figures.ts'
import type { Invocation } from './invocation.ts'
import { succeeded } from './problem.ts'
import { queryOf } from './selectors.ts'
import { eventsOf } from './server-sent.ts'

const Told = z.looseObject({
  unit: z.string(),
  asOf: z.string(),
  period: z.string(),
  position: z.string().nullable(),
  knownAt: z.looseObject({ recordedAt: z.string().nullable() }),
  value: z.union([z.string(), z.number(), z.null()]),
  reason: z.string().optional(),
})

/**
 * Prints a cell, and again whenever its value changes, a line each, until the command is interrupted. A connection that breaks is
 * taken up where it was: nothing is missed.
 */
export const watchCell = async (invocation: Invocation, client: Client, kpi: string): Promise<void> => {
  const { terminal, options, host } = invocation
  if (client.address === null) {
    const lines = ['Nobody serves this book, so nothing will change while we look.', 'Serve it: daybook serve']
    throw new CommandFailure('unavailable', lines)
  }
  const path = `/v1/stream${queryOf(invocation, { kpi })}`
  const reached: Reached = { id: null }
  for (let isFirst = true; !host.stopping.aborted; isFirst = false) {
    const headers: Record<string, string> = reached.id === null ? {} : { 'last-event-id': reached.id }
    try {
      const answer = await succeeded(await client.request(path, { headers, signal: host.stopping }))
      const isOver = await printed(answer, reached, (data) => terminal.out(options.json ? data : line(data)))
      if (isOver) return terminal.note('The server stops.')
    } catch (error) {
      if (host.stopping.aborted) return
      // What was refused at first is refused again; a server that was there and is gone ends the watch as well.
      if (isFirst || error instanceof CommandFailure) throw error
    }
  }
}

/** How far a stream was read. */
type Reached = { id: string | null }

/** Prints what a stream tells of the cell until it breaks off; true when the server has ended it. */
const printed = async (answer: Answer, reached: Reached, show: (data: string) => void): Promise<boolean> => {
  for await (const { event, id, data } of eventsOf(answer)) {
    reached.id = id ?? reached.id
    if (event === 'end') return true
    if (event === 'cell') show(data)
  }
  return false
}

const line = (data: string): string => {
  const { unit, asOf, period, position, knownAt, value, reason } = Told.parse(JSON.parse(data))
  const known = knownAt.recordedAt === null ? '' : minute(knownAt.recordedAt)
  return [(position ?? '–').padStart(8), known, `${period} as of ${asOf}`, figure(value, unit, reason).padStart(16)].join('  ')
}

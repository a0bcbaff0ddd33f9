import { byBigint, type Recorded } from '@daybook/domain'
import { closeOf } from './close.ts'
import { entriesOf } from './entries.ts'
import { eventsAt } from './events.ts'
import { inputsOf } from './formula.ts'
import type { Input } from './input.ts'
import { type CellsAsked, type Computed, compute } from './values.ts'
import type { View } from './view.ts'

/** The events that have moved each cell since its month was closed, in order; none where the month is open. */
export const eventsSinceClose = async (
  view: View,
  asked: CellsAsked,
): Promise<(entity: string | null, period: string) => readonly Recorded[]> => {
  const computed = await compute(view, asked)
  const found = new Map<string, readonly bigint[]>()
  for (const cell of computed.ok ? computed.value.cells : [])
    found.set(cellKey(cell.entity, cell.period.id), await positionsSince(view, cell))
  const events = await eventsAt(view.sources.log, [...new Set([...found.values()].flat())])
  return (entity, period) => (found.get(cellKey(entity, period)) ?? []).flatMap((position) => events.get(position) ?? [])
}

const cellKey = (entity: string | null, period: string): string => JSON.stringify([entity, period])

const positionsSince = async (view: View, { formula, period }: Computed): Promise<readonly bigint[]> => {
  const close = closeOf(view, period)
  if (close === null) return []
  const positions = new Set<bigint>()
  for (const input of new Set(inputsOf(formula)))
    for (const position of await movedAfter(view, input, close.position)) positions.add(position)
  return [...positions].sort(byBigint)
}

const movedAfter = async ({ sources, at }: View, input: Input, after: bigint): Promise<readonly bigint[]> => {
  const entries = await entriesOf(sources.readModel, input, { after, position: at.position })
  return entries.filter(({ reason }) => reason !== 'basis').map(({ position }) => position)
}

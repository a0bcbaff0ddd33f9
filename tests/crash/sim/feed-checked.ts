import { eventIdOf } from '@daybook/event-store'
import { type Broker, topic } from './broker.ts'
import type { World } from './world.ts'

type Held = {
  readonly source: string | null
  readonly id: string | null
  readonly origin: { readonly topic?: string; readonly partition?: number; readonly offset?: string }
}

/** What the topic holds against the book: every record is an event, or is held; what is none is held once, under its offset. */
export const feedProblem = async (world: World, broker: Broker): Promise<string | null> => {
  const held = await allHeld(world)
  const places = Map.groupBy(held, ({ origin }) => `${origin.topic} ${origin.partition} ${origin.offset}`)
  for (const { partition, offset } of broker.poison) {
    const rows = places.get(`${topic} ${partition} ${offset}`)?.length ?? 0
    if (rows !== 1) return `what partition ${partition} has at ${offset} is no event, and is held ${rows} times`
  }
  const identities = new Set(held.map(({ source, id }) => `${source} ${id}`))
  for (const { source, id } of broker.facts) {
    if (world.monitor.recorded(source, id) !== null || identities.has(`${source} ${id}`)) continue
    const eventId = eventIdOf(source as Parameters<typeof eventIdOf>[0], id as Parameters<typeof eventIdOf>[1])
    if ((await world.disk.log.record('already-true', eventId)) === null)
      return `${source} ${id} was written to the topic, and is neither recorded nor held`
  }
  return null
}

const allHeld = async ({ disk }: World): Promise<readonly Held[]> => {
  const open = await disk.log.records('held', { limit: 100_000 })
  const decided = await disk.log.records('held-decided', { limit: 100_000 })
  return [...open, ...decided].map(({ body }) => JSON.parse(body))
}

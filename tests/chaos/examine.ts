import type { TopicContents } from './topic-contents.ts'

type Page<Item> = { readonly items: readonly Item[]; readonly nextCursor?: string }
type Logged = { readonly source: string; readonly id: string; readonly position: string }
type Held = {
  readonly code: string
  readonly origin: { readonly topic?: string; readonly partition?: number; readonly offset?: string }
}

async function* listed<Item>(url: string): AsyncGenerator<Item> {
  for (let cursor = ''; ; ) {
    const answer = await fetch(cursor === '' ? url : `${url}&cursor=${encodeURIComponent(cursor)}`)
    if (!answer.ok) throw new Error(`${url} answered ${answer.status}: ${(await answer.text()).slice(0, 300)}`)
    const { items, nextCursor } = (await answer.json()) as Page<Item>
    yield* items
    if (nextCursor === undefined) return
    cursor = nextCursor
  }
}

/** Problems are told, the first few of each kind. */
const some = 5

/** The log against the topic: each order that was sent is one event, and nothing else came. */
export const logProblems = async (
  url: string,
  { source, contents }: { readonly source: string; readonly contents: TopicContents },
): Promise<{ readonly recorded: number; readonly problems: readonly string[] }> => {
  const seen = new Set<string>()
  const problems: string[] = []
  let position = 0n
  for await (const event of listed<Logged>(`${url}/v1/events?limit=1000&order=asc`)) {
    if (BigInt(event.position) !== position) problems.push(`position ${event.position} follows ${position - 1n}`)
    position = BigInt(event.position) + 1n
    if (event.source !== source) continue
    if (seen.has(event.id)) problems.push(`${event.id} is recorded twice`)
    if (!contents.orders.has(event.id)) problems.push(`${event.id} was never sent`)
    seen.add(event.id)
  }
  const lost = [...contents.orders.keys()].filter((id) => !seen.has(id))
  return {
    recorded: seen.size,
    problems: [...problems.slice(0, some), ...lost.slice(0, some).map((id) => `${id} was sent and is not recorded`)],
  }
}

/** The quarantine against the topic: every record that is no event, once, with its code and where it came from. */
export const quarantineProblems = async (
  url: string,
  { topic, contents }: { readonly topic: string; readonly contents: TopicContents },
): Promise<{ readonly held: number; readonly problems: readonly string[] }> => {
  const held = new Map<string, string>()
  const problems: string[] = []
  for await (const { code, origin } of listed<Held>(`${url}/v1/quarantine?limit=1000&topic=${topic}`)) {
    const place = `${origin.partition} ${origin.offset}`
    if (held.has(place)) problems.push(`the record at ${place} is held twice`)
    if (contents.malformed.get(place) !== code)
      problems.push(`the record at ${place} is held as ${code}, not ${contents.malformed.get(place)}`)
    held.set(place, code)
  }
  const missing = [...contents.malformed].filter(([place]) => !held.has(place))
  const told = missing.slice(0, some).map(([place, code]) => `the record at ${place} (${code}) is not held`)
  return { held: held.size, problems: [...problems.slice(0, some), ...told] }
}

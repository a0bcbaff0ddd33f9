import { readFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'

/** One CloudEvent as it is sent. */
export type Sent = { readonly source: string; readonly id: string; readonly [attribute: string]: unknown }

const source = 'streaming'
const accounts = 50

const event = (id: string, type: string, data: object): Sent => ({ specversion: '1.0', id, source, type, data })

/** The accounts that the orders are of. */
export const setUp = (): readonly Sent[] =>
  Array.from({ length: accounts }, (_, account) =>
    event(`account-${account}`, 'AccountRegistered', {
      accountId: `A${account}`,
      name: `Account ${account}`,
      effectiveOn: '2024-01-01',
    }),
  )

/** So many orders whose ids begin alike. */
export const orders = (prefix: string, count: number): readonly Sent[] =>
  Array.from({ length: count }, (_, index) => {
    const id = `${prefix}-${index}`
    const body = {
      orderId: id,
      accountId: `A${index % accounts}`,
      effectiveOn: '2024-03-05',
      currency: 'USD',
      net: `${index}.5000`,
    }
    return event(id, 'OrderAccepted', body)
  })

export const identityOf = ({ source: from, id }: Pick<Sent, 'source' | 'id'>): string => `${from} ${id}`

/** What an answer says that these tests look at. */
export type Answer = {
  readonly status: number
  readonly headers: Headers
  readonly body: {
    readonly code?: string
    readonly received?: number
    readonly results?: readonly { readonly source: string; readonly id: string; readonly status: string }[]
  }
}

/** The answer to a body, or null when the connection went away before. */
export const post = async (
  url: string,
  body: string | Uint8Array<ArrayBuffer>,
  headers: Record<string, string> = {},
): Promise<Answer | null> => {
  try {
    const type = url.includes('/imports') ? 'application/x-ndjson' : 'application/json'
    const response = await fetch(url, { method: 'POST', headers: { 'content-type': type, ...headers }, body })
    return { status: response.status, headers: response.headers, body: JSON.parse(await response.text()) }
  } catch {
    return null
  }
}

export const linesOf = (events: readonly Sent[]): string => events.map((one) => JSON.stringify(one)).join('\n')

type Page = { readonly items: readonly Sent[]; readonly nextCursor?: string }

/** A page of the log, asked for until the server has time for it. */
const pageOf = async (url: string): Promise<Page> => {
  for (;;) {
    const response = await fetch(url)
    if (response.ok) return (await response.json()) as Page // Sound: the listing of events
    const seconds = Number(response.headers.get('retry-after') ?? 0)
    if (seconds === 0) throw new Error(`${url} was answered ${response.status}: ${await response.text()}`)
    await pause(seconds * 1_000)
  }
}

/** The identities of the whole log, each as often as it stands there. */
export const logged = async (url: string): Promise<readonly string[]> => {
  const identities: string[] = []
  for (let cursor: string | undefined = ''; cursor !== undefined; ) {
    const query: string = cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`
    const page = await pageOf(`${url}/v1/events?limit=1000${query}`)
    identities.push(...page.items.map(identityOf))
    cursor = page.nextCursor
  }
  return identities
}

/** What is wrong with a log: something there twice, or something missing that must be there. */
export const lost = (identities: readonly string[], expected: Iterable<string>): readonly string[] => {
  const known = new Set(identities)
  const missing = [...expected].filter((identity) => !known.has(identity))
  return [
    ...(known.size === identities.length ? [] : [`${identities.length - known.size} events are there twice`]),
    ...missing.slice(0, 5).map((identity) => `${identity} is not in the log`),
  ]
}

/** The memory of a process, in MiB. */
export const residentMiB = (pid: number): number =>
  Math.round(Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1_024)

/** The value below which so many of a hundred lie. */
export const percentile = (values: readonly number[], percent: number): number =>
  values.toSorted((one, other) => one - other)[Math.min(Math.floor((values.length * percent) / 100), values.length - 1)] ?? 0

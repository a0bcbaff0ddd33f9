import { setTimeout as pause } from 'node:timers/promises'
import type { SentEvent } from './load.ts'
import { identityOf, type Journal } from './senders.ts'

type Page = { readonly items: readonly LoggedEvent[]; readonly nextCursor?: string }
type LoggedEvent = { readonly source: string; readonly id: string; readonly position: string }
type Projection = {
  readonly state: string
  readonly position: string | null
  readonly head: string | null
  readonly rebuild: { readonly position: string | null; readonly head: string | null } | null
  readonly problem: string | null
}

const read = async <Answer>(url: string): Promise<Answer> => {
  const response = await fetch(url)
  if (!response.ok) throw new Error(`${url} answered ${response.status}: ${(await response.text()).slice(0, 500)}`)
  return (await response.json()) as Answer
}

const projection = async (url: string): Promise<Projection> => {
  const { items } = await read<{ items: Projection[] }>(`${url}/v1/projections`)
  const [first] = items
  if (first === undefined) throw new Error('no projection is listed')
  return first
}

const patienceMs = 600_000

const until = async (url: string, isSo: (status: Projection) => boolean): Promise<Projection> => {
  const deadline = performance.now() + patienceMs
  for (;;) {
    const status = await projection(url)
    if (isSo(status)) return status
    if (performance.now() > deadline) throw new Error(`still waiting: ${JSON.stringify(status)}`)
    await pause(50)
  }
}

/** Resolves when the ledgers have everything. */
export const caughtUp = (url: string): Promise<Projection> => until(url, ({ position, head }) => position === head)

/** All events of the log, by position. */
const logged = async (url: string): Promise<readonly LoggedEvent[]> => {
  const events: LoggedEvent[] = []
  for (let cursor: string | undefined = ''; cursor !== undefined; ) {
    const page: Page = await read(`${url}/v1/events?limit=1000${cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`}`)
    events.push(...page.items)
    cursor = page.nextCursor
  }
  return events.toSorted((a, b) => Number(BigInt(a.position) - BigInt(b.position)))
}

/** What is wrong with the book: the log against the journal and against what was sent, the ledgers against a rebuild. */
export const examined = async (
  url: string,
  { sent, journal }: { readonly sent: ReadonlyMap<string, SentEvent>; readonly journal: Journal },
): Promise<readonly string[]> => {
  const problems: string[] = []
  const events = await logged(url)
  const identities = events.map(identityOf)
  const known = new Set(identities)
  if (known.size !== identities.length) problems.push(`${identities.length - known.size} events are there twice`)
  events.forEach(({ position }, index) => {
    if (position !== String(index)) problems.push(`position ${position} stands at place ${index}`)
  })
  for (const identity of journal) {
    if (!known.has(identity)) problems.push(`${identity} was answered as recorded and is not in the log`)
  }
  for (const identity of known) if (!sent.has(identity)) problems.push(`${identity} was never sent`)
  return [...problems, ...(await rebuilt(url))].slice(0, 20)
}

/** Posts the whole log anew and switches to it, which is refused where one row differs. */
export const rebuilt = async (url: string): Promise<readonly string[]> => {
  for (const step of ['rebuild', 'switch']) {
    const answer = await fetch(`${url}/v1/projections/ledgers/${step}`, { method: 'POST' })
    if (!answer.ok) return [`${step} was refused: ${await answer.text()}`]
    if (step === 'rebuild') await until(url, ({ head, rebuild }) => rebuild !== null && rebuild.position === head)
  }
  const { problem } = await projection(url)
  return problem === null ? [] : [`the ledgers stand still: ${problem}`]
}

const figures = ['net-sales', 'gross-sales', 'orders', 'buying-accounts', 'active-accounts', 'overdue-buyers', 'quota-attainment']

/** The figures of every rep, team and month, as one text: equal books give equal texts. */
export const answersOf = async (url: string): Promise<string> => {
  const texts: string[] = []
  for (const kpi of figures) {
    for (const scope of ['org', 'team', 'rep']) {
      const { rows } = await read<{ rows: unknown }>(
        `${url}/v1/kpis/${kpi}?scope=${scope}&from=2024-01&to=2025-06&asOf=2025-06-30`,
      )
      texts.push(`${kpi} ${scope} ${JSON.stringify(rows)}`)
    }
  }
  return texts.join('\n')
}

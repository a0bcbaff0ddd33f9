import { setTimeout as pause } from 'node:timers/promises'
import { asked, secret } from './traffic.ts'

/** A server that our processes need. */
export type Server = 'postgresql' | 'eventstore'

/** How a process says that it is. */
type Told = {
  readonly isReady: boolean
  readonly detail: string
  /** The checks that fail, in words. */
  readonly failing: readonly string[]
  readonly up: Readonly<Record<string, number>>
}

const servers = ['postgresql', 'eventstore'] as const

/** A probe that takes longer has failed: those who watch processes for a living wait no longer. */
const probeMs = 5_000

const tell = async (url: string): Promise<Told & { readonly problems: readonly string[] }> => {
  const [live, ready, metrics] = await Promise.all([asked(`${url}/livez`), asked(`${url}/readyz`), asked(`${url}/metrics`)])
  const up: Record<string, number> = {}
  for (const server of servers) {
    const found = new RegExp(`^daybook_backend_up\\{server="${server}"\\} (\\d)$`, 'm').exec(metrics.text)
    if (found?.[1] !== undefined) up[server] = Number(found[1])
  }
  const slow = [live, ready, metrics].filter(({ ms }) => ms > probeMs).map(({ ms }) => `a probe took ${Math.round(ms)} ms`)
  return {
    isReady: ready.status === 200,
    detail: ready.text,
    failing: failingOf(ready.text),
    up,
    problems: [
      ...slow,
      ...(live.status === 200 ? [] : [`/livez answered ${live.status}`]),
      ...(metrics.status === 200 ? [] : [`/metrics answered ${metrics.status}`]),
      ...([200, 503].includes(ready.status) ? [] : [`/readyz answered ${ready.status} ${ready.text.slice(0, 200)}`]),
      ...(secret.test(ready.text) ? [`/readyz tells too much: ${ready.text}`] : []),
    ],
  }
}

const failingOf = (text: string): readonly string[] => {
  if (!text.startsWith('{')) return []
  const { checks = [] } = JSON.parse(text) as { readonly checks?: readonly { name: string; ok: boolean; detail: string }[] }
  return checks.filter(({ ok }) => !ok).map(({ name, detail }) => `${name}: ${detail}`)
}

/** What a person reads of a server. */
const nameOf: Readonly<Record<Server, RegExp>> = { postgresql: /PostgreSQL/, eventstore: /event store/ }

/** Whether a process says that exactly these servers are away: in `/readyz`, by name, and in its metrics. */
const says = ({ isReady, detail, up }: Told, away: readonly Server[]): boolean =>
  isReady === (away.length === 0) &&
  servers.every((server) => up[server] === (away.includes(server) ? 0 : 1)) &&
  away.every((server) => nameOf[server].test(detail))

/** Waits until every process says that these servers are away (none: that all is well); what was wrong meanwhile, and until when what was not as it should be. */
export const untilTold = async (
  urls: readonly string[],
  away: readonly Server[],
  withinMs: number,
): Promise<{ readonly problems: readonly string[]; readonly waitedFor: ReadonlyMap<string, number> }> => {
  const begun = performance.now()
  const problems: string[] = []
  const waitedFor = new Map<string, number>()
  const one = async (url: string): Promise<void> => {
    for (;;) {
      const told = await tell(url)
      problems.push(...told.problems)
      if (says(told, away)) return
      for (const detail of told.failing) waitedFor.set(detail, performance.now() - begun)
      if (performance.now() - begun > withinMs) {
        problems.push(`after ${withinMs} ms ${url} should tell of [${away}]: ${JSON.stringify({ ...told, problems: undefined })}`)
        return
      }
      await pause(100)
    }
  }
  await Promise.all(urls.map(one))
  return { problems: [...new Set(problems)], waitedFor }
}

/** Looks at every process for so long: whatever happens they live, and tell nothing that they should not. */
export const probed = async (urls: readonly string[], ms: number): Promise<readonly string[]> => {
  const until = performance.now() + ms
  const problems: string[] = []
  while (performance.now() < until) {
    for (const told of await Promise.all(urls.map(tell))) problems.push(...told.problems)
    await pause(250)
  }
  return [...new Set(problems)]
}

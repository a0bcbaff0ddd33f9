import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect } from 'vitest'
import { endsOf } from './kafka-client.ts'

const main = fileURLToPath(new URL('../../services/server/src/main.ts', import.meta.url))

/** How a book that reads topics is started. Every book has a group of its own unless it is named. */
type FeedBookOptions = {
  readonly brokers: readonly string[]
  readonly topics: readonly string[]
  readonly folder?: string
  readonly group?: string
  readonly settings?: Readonly<Record<string, string>>
}

type Partition = {
  readonly partition: number
  readonly next: string | null
  readonly end: string | null
  readonly problem: string | null
}
type Topic = {
  readonly topic: string
  readonly paused: { readonly by: string; readonly reason: string } | null
  readonly partitions: readonly (Partition & { readonly lag: number | null })[]
}
/** `/v1/feeds`, the one feed of it. */
type FeedView = {
  readonly state: string
  readonly problem: string | null
  readonly members: number
  readonly rebalances: number
  readonly topics: readonly Topic[]
}

type HeldView = {
  readonly heldId: string
  readonly kind: string
  readonly code: string
  readonly origin: Readonly<Record<string, unknown>>
  readonly raw: { readonly text: string; readonly encoding: BufferEncoding }
}

/** How long a feed may take to join its group and read a few thousand records, with two cores shared. */
export const patience = { timeout: 40_000, interval: 100 }

/** `daybook serve` in a process of its own, which reads topics, and what tests ask of it. */
export type FeedBook = Awaited<ReturnType<typeof openFeedBook>>

export const openFeedBook = async ({ brokers, topics, ...options }: FeedBookOptions) => {
  const folder = options.folder ?? mkdtempSync(join(tmpdir(), 'daybook-feed-'))
  const group = options.group ?? `daybook-${randomUUID()}`
  const env = {
    ...process.env,
    DAYBOOK_LOG_LEVEL: 'error',
    DAYBOOK_KAFKA_BROKERS: brokers.join(),
    DAYBOOK_KAFKA_TOPICS: topics.join(),
    DAYBOOK_KAFKA_GROUP: group,
    DAYBOOK_KAFKA_SESSION_MS: '6000',
    DAYBOOK_ROLES: 'api,intake',
  }
  const start = async (settings: FeedBookOptions['settings'] = {}) => {
    const typed = [main, 'serve', '--data-dir', folder, '--port', '0']
    const child = spawn(process.execPath, typed, { env: { ...env, ...settings }, stdio: ['ignore', 'ignore', 'pipe'] })
    return { child, url: await addressOf(child) }
  }
  let { child, url } = await start(options.settings)
  /** Signals the process, waits for its end, and gives its exit code: null where a signal ended it. */
  const end = async (signal: 'SIGKILL' | 'SIGTERM'): Promise<number | null> => {
    if (child.exitCode === null && child.signalCode === null) {
      const ended = once(child, 'exit')
      child.kill(signal)
      await ended
    }
    return child.exitCode
  }
  return {
    folder,
    group,
    pid: () => child.pid ?? 0,
    ...questionsTo(() => url, brokers),
    end,
    /** Ends it and starts it again, with other settings where they are given. */
    restart: async (signal: 'SIGKILL' | 'SIGTERM', settings = options.settings): Promise<void> => {
      await end(signal)
      ;({ child, url } = await start(settings))
    },
    /** Runs a command of the program on the folder: it finds the server through its lock. */
    daybook: async (...typed: readonly string[]): Promise<string> =>
      (await promisify(execFile)(process.execPath, [main, ...typed, '--data-dir', folder], { env })).stdout,
    [Symbol.asyncDispose]: async (): Promise<void> => {
      await end('SIGTERM')
      if (options.folder === undefined) rmSync(folder, { recursive: true })
    },
  }
}

/** What is asked of a book by HTTP. */
const questionsTo = (url: () => string, brokers: readonly string[]) => {
  const ask = async (path: string, request: RequestInit = {}) => {
    const answer = await fetch(`${url()}${path}`, request)
    return { status: answer.status, text: await answer.text() }
  }
  const json = async (path: string) => JSON.parse((await ask(path)).text)
  const post = async (path: string, body: unknown, type = 'application/json') => {
    const { status, text } = await ask(path, { method: 'POST', headers: { 'content-type': type }, body: JSON.stringify(body) })
    return { status, body: JSON.parse(text) }
  }
  const feed = async (): Promise<FeedView> => (await json('/v1/feeds')).items[0]
  const partitions = async (topic: string) => (await feed()).topics.find((one) => one.topic === topic)?.partitions ?? []
  const nexts = async (topic: string) => Object.fromEntries((await partitions(topic)).map((at) => [at.partition, at.next]))
  return {
    ask,
    post,
    /** Sends events by HTTP. */
    send: (...events: readonly object[]) => post('/v1/events', events, 'application/cloudevents-batch+json'),
    feed,
    partitions,
    nexts,
    /** Resolves when the book stands at the end that the topic has now, in each of its partitions. */
    caughtUp: async (topic: string): Promise<void> => {
      const ends = Object.fromEntries([...(await endsOf(brokers, topic))].map(([at, offset]) => [at, String(offset)]))
      await expect.poll(() => nexts(topic).catch(String), patience).toEqual(ends)
    },
    /** The ids of the events of a source, in the order of the log. */
    recorded: async (source: string): Promise<readonly string[]> => {
      const ids: { position: bigint; id: string }[] = []
      for (let cursor: string | undefined = ''; cursor !== undefined; ) {
        const page = await json(`/v1/events?limit=1000${cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`}`)
        for (const event of page.items) if (event.source === source) ids.push({ position: BigInt(event.position), id: event.id })
        cursor = page.nextCursor
      }
      return ids.toSorted((a, b) => Number(a.position - b.position)).map(({ id }) => id)
    },
    held: async (topic: string, state = 'held'): Promise<readonly HeldView[]> =>
      (await json(`/v1/quarantine?topic=${topic}&state=${state}&limit=1000`)).items,
    readiness: async () => {
      const { status, text } = await ask('/readyz?verbose')
      const { checks } = JSON.parse(text) as { checks: readonly { name: string; ok: boolean; detail: string }[] }
      return { status, kafka: checks.find(({ name }) => name === 'kafka') }
    },
    /** The value of a metric with exactly these labels, such as `name{topic="orders"}`; null when there is none. */
    metric: async (name: string): Promise<number | null> => {
      const line = (await ask('/metrics')).text.split('\n').find((one) => one.startsWith(`${name} `))
      return line === undefined ? null : Number(line.slice(name.length + 1))
    },
  }
}

const addressOf = (child: ChildProcess): Promise<string> =>
  new Promise((resolve, reject) => {
    let words = ''
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      words = (words + text).slice(-4_000)
      const found = /Daybook serves .* on (http:\S+)/.exec(words)
      if (found?.[1] !== undefined) resolve(found[1])
    })
    child.once('exit', (code, signal) => {
      reject(new Error(`the book ended with ${code ?? signal}: ${words}`))
      if (signal === null && code !== 0) process.stderr.write(`the book ended by itself with ${code}: ${words}\n`)
    })
  })

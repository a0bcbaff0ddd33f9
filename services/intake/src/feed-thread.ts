import { parentPort, workerData } from 'node:worker_threads'
import type { FeedSink } from './feed.ts'
import type { Timer } from './feed-delivery.ts'
import type { FeedThreadData, FromFeed, SinkCall, ToFeed } from './feed-messages.ts'
import { FeedReader } from './feed-reader.ts'
import { packItems } from './packed-chunk.ts'

// The entry of the thread that reads a feed: fetching, unpacking, decoding and hashing beside the thread that writes.

const { options, paused } = workerData as FeedThreadData // Sound: started by `ThreadedFeed` only
const port = parentPort
if (port === null) throw new Error('this is the entry of a thread')
const tell = (message: FromFeed): void => port.postMessage(message)

type Waiting = { readonly resolve: (value: unknown) => void; readonly reject: (error: Error) => void }
const waiting = new Map<number, Waiting>()
let calls = 0

const ask = <Value>(call: SinkCall): Promise<Value> =>
  new Promise((resolve, reject) => {
    const id = calls
    calls += 1
    waiting.set(id, { resolve: resolve as (value: unknown) => void, reject }) // Sound: each call has its answer
    tell({ is: 'call', id, call })
  })

const sink: FeedSink = {
  next: (at) => ask({ ask: 'next', at }),
  begin: (at, first) => ask({ ask: 'begin', at, first }),
  take: ({ items, ...chunk }) => ask({ ask: 'take', chunk: { ...chunk, ...packItems(items) } }),
}

const timer = (ms: number): Timer => {
  const { promise: elapsed, resolve } = Promise.withResolvers<void>()
  const running = setTimeout(resolve, ms)
  return { elapsed, [Symbol.dispose]: () => clearTimeout(running) }
}

const reader = new FeedReader(
  options,
  {
    sink,
    timer,
    random: Math.random,
    clock: Date.now,
    observer: {
      report: (report) => tell({ is: 'report', report }),
      tripped: (topic, aside) => tell({ is: 'tripped', topic, aside }),
      log: (...say) => tell({ is: 'log', say }),
    },
  },
  paused,
)

const settle = (id: number, how: (waiter: Waiting) => void): void => {
  const waiter = waiting.get(id)
  waiting.delete(id)
  if (waiter !== undefined) how(waiter)
}

port.on('message', (message: ToFeed) => {
  switch (message.is) {
    case 'answer':
      settle(message.id, ({ resolve }) => resolve(message.value))
      break
    case 'failed':
      settle(message.id, ({ reject }) => reject(new Error(message.error)))
      break
    case 'pause':
      reader.pause(message.topics)
      break
    case 'resume':
      reader.resume()
      break
    case 'scale':
      reader.scale(message.members)
      break
    case 'moved':
      reader.moved(message.at)
      break
    case 'end':
      void reader[Symbol.asyncDispose]().finally(() => process.exit())
  }
})

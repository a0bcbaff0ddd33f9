import { Worker } from 'node:worker_threads'
import { type OwnProjector, projectorBehind, type StandingBy } from '@daybook/projector'
import type { ThreadGiven, ToStandby } from './projector-thread.ts'

const ownWorker = new URL('projector-worker.ts', import.meta.url)

/** Starts a projector in a thread of its own. `worker`: what runs there, where that is not the product's own file. */
export const projectorInThread = async (given: ThreadGiven, worker: URL | undefined): Promise<OwnProjector> => {
  const { thread, ended } = threadOf(given, worker)
  return { projector: await projectorBehind(thread, ended), ended }
}

/** The same, but it has everything ready and waits for its turn. */
export const standbyInThread = (given: ThreadGiven, worker: URL | undefined): StandingBy => {
  const { thread, ended } = threadOf(given, worker)
  const begin: ToStandby = { kind: 'begin' }
  return {
    ended,
    begin: async () => {
      thread.postMessage(begin)
      return projectorBehind(thread, ended)
    },
    [Symbol.asyncDispose]: async () => void (await thread.terminate()),
  }
}

const threadOf = (given: ThreadGiven, worker: URL | undefined) => {
  const thread = new Worker(worker ?? ownWorker, { workerData: given })
  const ended = new Promise<Error | null>((resolve) => {
    thread.once('error', (error) => resolve(error instanceof Error ? error : new Error(String(error))))
    thread.once('exit', (code) => resolve(code === 0 ? null : new Error(`the projector thread ended with ${code}`)))
  })
  return { thread, ended }
}

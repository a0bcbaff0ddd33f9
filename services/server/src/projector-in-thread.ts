import { Worker } from 'node:worker_threads'
import { type OwnProjector, type Posted, projectorBehind, type StandingBy } from '@daybook/projector'
import type { ThreadGiven, ToStandby } from './projector-thread.ts'

const ownWorker = new URL('projector-worker.ts', import.meta.url)

/** `worker`: what runs in the thread, where that is not the product's own file. `onPosted`: told of each batch. */
type ThreadOptions = { readonly worker: URL | undefined; readonly onPosted: ((posted: Posted) => void) | undefined }

/** Starts a projector in a thread of its own. */
export const projectorInThread = async (given: ThreadGiven, { worker, onPosted }: ThreadOptions): Promise<OwnProjector> => {
  const { thread, ended } = threadOf(given, worker)
  return { projector: await projectorBehind(thread, { ended, onPosted }), ended }
}

/** The same, but it has everything ready and waits for its turn. */
export const standbyInThread = (given: ThreadGiven, { worker, onPosted }: ThreadOptions): StandingBy => {
  const { thread, ended } = threadOf(given, worker)
  const begin: ToStandby = { kind: 'begin' }
  return {
    ended,
    begin: async () => {
      thread.postMessage(begin)
      return projectorBehind(thread, { ended, onPosted })
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

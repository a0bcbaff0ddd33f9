import type { MessagePort, Worker } from 'node:worker_threads'
import { type Failure, failureOf, thrownFor } from './failure.ts'
import type { Posted } from './posted.ts'
import type { ActionResult, Projector, ProjectorAction, ProjectorStatus } from './status.ts'

/** One end of a channel between threads. */
export type Channel = MessagePort | Worker

/** Messages of the other end, which is ours as well. */
const listen = <Message>(channel: Channel, listener: (message: Message) => void): void => {
  const port = channel as MessagePort // Sound: a worker emits the same event
  port.on('message', listener)
}

type ToWorker = { readonly kind: 'close' } | { readonly kind: 'act'; readonly call: number; readonly action: ProjectorAction }

type FromWorker =
  | { readonly kind: 'status'; readonly status: ProjectorStatus }
  | { readonly kind: 'acted'; readonly call: number; readonly result: ActionResult }
  | { readonly kind: 'failed'; readonly call: number; readonly failure: Failure }
  | { readonly kind: 'posted'; readonly posted: Posted }
  | { readonly kind: 'closed' }

/** In the worker: lets the other end of the channel steer a projector, and tells it how that stands. Resolves when it is closed. */
export const serveProjector = (channel: Channel, projector: Projector): Promise<void> => {
  const tell = (message: FromWorker): void => channel.postMessage(message)
  projector.watch((status) => tell({ kind: 'status', status }))
  tell({ kind: 'status', status: projector.status() })
  return new Promise((resolve, reject) => {
    const close = async (): Promise<void> => {
      await projector[Symbol.asyncDispose]()
      tell({ kind: 'closed' })
      resolve()
    }
    listen(channel, (message: ToWorker) => {
      switch (message.kind) {
        case 'close':
          return void close().catch(reject)
        case 'act':
          return void projector.act(message.action).then(
            (result) => tell({ kind: 'acted', call: message.call, result }),
            (error: unknown) => tell({ kind: 'failed', call: message.call, failure: failureOf(error) }),
          )
      }
    })
  })
}

/** In the worker: tells the other end of the channel of a batch that was posted. */
export const postedTo =
  (channel: Channel) =>
  (posted: Posted): void =>
    channel.postMessage({ kind: 'posted', posted } satisfies FromWorker)

type Pending = { readonly resolve: (result: ActionResult) => void; readonly reject: (error: Error) => void }

/** What the thread tells besides. `ended` resolves when it has ended, with what it died of. */
type Told = { readonly ended: Promise<Error | null>; readonly onPosted?: ((posted: Posted) => void) | undefined }

/** A projector in a worker thread, seen from the main thread. */
export const projectorBehind = async (channel: Channel, { ended, onPosted }: Told): Promise<Projector> => {
  const listeners = new Set<(status: ProjectorStatus) => void>()
  const pending = new Map<number, Pending>()
  let calls = 0
  let dead: Error | null = null
  let status: ProjectorStatus | null = null
  const send = (message: ToWorker): void => channel.postMessage(message)
  const first = Promise.withResolvers<void>()
  const change = (next: ProjectorStatus): void => {
    status = next
    first.resolve()
    for (const listener of listeners) listener(next)
  }
  const closed = Promise.withResolvers<void>()
  listen(channel, (message: FromWorker) => {
    switch (message.kind) {
      case 'status':
        return change(message.status)
      case 'acted':
        return takenOut(pending, message.call)?.resolve(message.result)
      case 'failed':
        return takenOut(pending, message.call)?.reject(thrownFor(message.failure))
      case 'posted':
        return onPosted?.(message.posted)
      case 'closed':
        return closed.resolve()
    }
  })
  void ended.then((error) => {
    const died = error ?? new Error('the projector thread ended')
    dead = died
    first.reject(died)
    closed.resolve()
    for (const call of [...pending.keys()]) takenOut(pending, call)?.reject(died)
    if (status && error) change({ ...status, state: 'stopped', problem: died.message })
  })
  await first.promise
  return {
    status: () => status as unknown as ProjectorStatus, // Sound: the first status has come
    act: (action) =>
      new Promise((resolve, reject) => {
        if (dead !== null) return reject(dead)
        calls += 1
        pending.set(calls, { resolve, reject })
        send({ kind: 'act', call: calls, action })
      }),
    watch: (listener) => {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    [Symbol.asyncDispose]: async () => {
      send({ kind: 'close' })
      await closed.promise
    },
  }
}

/** Whoever waits for the answer to a call, once. */
const takenOut = (pending: Map<number, Pending>, call: number): Pending | undefined => {
  const waiting = pending.get(call)
  pending.delete(call)
  return waiting
}

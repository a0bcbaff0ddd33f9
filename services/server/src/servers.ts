import { setTimeout as pause } from 'node:timers/promises'

/** A server that a book is kept on. `answers` asks it for a sign of life, and throws or waits when there is none. */
export type BackendServer = {
  readonly name: 'postgresql' | 'eventstore'
  /** As a person knows it. */
  readonly title: string
  readonly answers: () => Promise<unknown>
}

/** Whether a server answers now. */
export type WatchedServer = Pick<BackendServer, 'name' | 'title'> & { readonly isUp: () => Promise<boolean> }

/** How long an answer may take, to whoever asks how the process is; milliseconds. */
const answerMs = 2_000

/** For so long what was found holds for others who ask as well. */
const holdsMs = 500

/** Asks at most twice a second, however many want to know. */
export const watched = ({ name, title, answers }: BackendServer): WatchedServer => {
  let last: { readonly isUp: Promise<boolean>; until: number } | null = null
  return {
    name,
    title,
    isUp: () => {
      if (last !== null && performance.now() < last.until) return last.isUp
      const found = { isUp: inTime(answers()).then(isThere, isAway), until: Number.POSITIVE_INFINITY }
      last = found
      void found.isUp.then(() => {
        found.until = performance.now() + holdsMs
      })
      return found.isUp
    },
  }
}

const isThere = (): true => true
const isAway = (): false => false

/** What comes in time; throws when it does not. */
export const inTime = async <Value>(promise: Promise<Value>): Promise<Value> => {
  const over = new AbortController()
  const late = pause(answerMs, undefined, { signal: over.signal }).then(() => {
    throw new Error(`no answer within ${answerMs / 1_000} s`)
  })
  late.catch(() => undefined)
  // It may fail when nobody waits any more.
  promise.catch(() => undefined)
  return Promise.race([promise, late]).finally(() => over.abort())
}

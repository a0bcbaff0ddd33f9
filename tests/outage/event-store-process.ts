import { fork } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

/** The stand-in for EventStoreDB in a process of its own. */
export type EventStoreProcess = {
  readonly url: string
  /** Cuts every connection and listens no more; the log is kept. */
  readonly away: () => Promise<void>
  readonly back: () => Promise<void>
  /** Cuts every connection, and is there again at once. */
  readonly cut: () => Promise<void>
  /** Answers reads, and no append any more, until it comes back. */
  readonly takeNothing: () => Promise<void>
  /** Stands still: connections are taken by the system, and nothing is answered. */
  readonly hang: () => void
  readonly goOn: () => void
  readonly stop: () => Promise<void>
}

/** Starts it on a free port. */
export const startEventStore = async (): Promise<EventStoreProcess> => {
  const child = fork(fileURLToPath(new URL('event-store.ts', import.meta.url)))
  const end = (): void => void child.kill('SIGKILL')
  process.on('exit', end)
  const [{ url }] = (await once(child, 'message')) as [{ readonly url: string }] // Sound: what it says first
  const told = async (word: string): Promise<void> => {
    const done = once(child, 'message')
    child.send(word)
    await done
  }
  const [away, back] = [() => told('away'), () => told('back')]
  const cut = async (): Promise<void> => {
    await away()
    await pause(50)
    await back()
  }
  return {
    url,
    away,
    back,
    cut,
    takeNothing: () => told('take-nothing'),
    hang: () => void child.kill('SIGSTOP'),
    goOn: () => void child.kill('SIGCONT'),
    stop: async () => {
      process.off('exit', end)
      const ended = once(child, 'exit')
      child.kill('SIGKILL')
      await ended
    },
  }
}

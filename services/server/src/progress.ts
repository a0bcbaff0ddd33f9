import { setTimeout as pause } from 'node:timers/promises'
import { grouped } from './figures.ts'
import type { Invocation } from './invocation.ts'

/** Shows how far something is: a bar on a terminal, a line every five seconds elsewhere. */
export type Progress = {
  /** `done` of `whole` (0: not known how much there is). */
  readonly at: (done: number, whole: number, more?: string) => void
  readonly end: () => void
  /** A short wait between two looks. */
  readonly moment: () => Promise<void>
}

const width = 28
const lineEveryMs = 5_000
const barEveryMs = 80

/** Progress of one command, on stderr. */
export const progressOf = ({ host, terminal }: Pick<Invocation, 'host' | 'terminal'>, what: string): Progress => {
  const every = terminal.interactive ? barEveryMs : lineEveryMs
  let last = terminal.interactive ? Number.NEGATIVE_INFINITY : host.clock()
  let drawn = false
  return {
    at: (done, whole, more = '') => {
      const now = host.clock()
      if (now - last < every) return
      last = now
      drawn = terminal.interactive
      if (terminal.interactive) host.stderr.write(`\r\u001b[2K${what}  ${bar(done, whole)}  ${share(done, whole)}  ${more}`)
      else terminal.note(`${what}: ${share(done, whole)} ${more}`.trimEnd())
    },
    end: () => {
      if (drawn) host.stderr.write('\r\u001b[2K')
      drawn = false
    },
    moment: () => pause(100),
  }
}

const bar = (done: number, whole: number): string => {
  const filled = whole === 0 ? 0 : Math.min(width, Math.floor((done / whole) * width))
  return '━'.repeat(filled) + '─'.repeat(width - filled)
}

const share = (done: number, whole: number): string =>
  whole === 0 ? grouped(String(done)) : `${Math.min(100, Math.floor((done / whole) * 100))} %`.padStart(5)

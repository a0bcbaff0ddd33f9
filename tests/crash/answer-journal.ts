import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs'
import { identityOf, type SentEvent } from './load.ts'

type Named = Pick<SentEvent, 'source' | 'id'>

/** What has been answered as recorded: what the log is held against after each kill. */
export type AnswerJournal = Disposable & {
  /** Writes answered items to the file and waits for the disk, before any of them counts. */
  readonly answered: (items: readonly Named[]) => void
  /** The identities that count, in the order of their answers. */
  readonly identities: readonly string[]
}

/** A journal in a file of its own, as the driver may be killed as well as what it drives (reliability 5). */
export const openAnswerJournal = (path: string): AnswerJournal => {
  const file = openSync(path, 'a')
  const identities: string[] = []
  return {
    answered: (items) => {
      if (items.length === 0) return
      const lines = items.map(identityOf)
      writeSync(file, `${lines.join('\n')}\n`)
      fsyncSync(file)
      for (const line of lines) identities.push(line)
    },
    identities,
    [Symbol.dispose]: () => closeSync(file),
  }
}

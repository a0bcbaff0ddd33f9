import { setTimeout as pause } from 'node:timers/promises'
import { type BookProcess, startBook } from '../crash/book-process.ts'

type Feed = {
  readonly topics: readonly { readonly partitions: readonly { readonly next: string | null; readonly end: string | null }[] }[]
}

/** The program reading the topic, killed and started again on one folder and one port after another. */
export type IntakeUnderFire = {
  readonly url: () => string
  /** How many records of the topic the book has been through: the sum of its places. */
  readonly read: () => Promise<number>
  readonly kill: () => Promise<void>
  readonly scale: (members: number) => Promise<void>
  readonly end: () => Promise<void>
  readonly kills: () => number
}

/** The group is told of a killed member after this at the latest. */
const sessionMs = 6_000

export const intakeUnderFire = async (
  folder: string,
  { brokers, topic, group }: { readonly brokers: readonly string[]; readonly topic: string; readonly group: string },
): Promise<IntakeUnderFire> => {
  const env = {
    DAYBOOK_KAFKA_BROKERS: brokers.join(','),
    DAYBOOK_KAFKA_TOPICS: topic,
    DAYBOOK_KAFKA_GROUP: group,
    DAYBOOK_KAFKA_SESSION_MS: String(sessionMs),
  }
  const start = (): Promise<BookProcess> => startBook(folder, { env })
  let book = await start()
  let kills = 0
  return {
    url: () => book.url,
    read: async () => {
      const { items } = (await (await fetch(`${book.url}/v1/feeds`)).json()) as { items: Feed[] }
      const places = items.flatMap(({ topics }) => topics).flatMap(({ partitions }) => partitions)
      return places.reduce((sum, { next }) => sum + Number(next ?? 0), 0)
    },
    kill: async () => {
      await book.kill('SIGKILL')
      kills += 1
      book = await start()
    },
    scale: async (members) => {
      await fetch(`${book.url}/v1/feeds/kafka/scale`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ members }),
      })
    },
    end: async () => {
      const { code, words } = await book.kill('SIGTERM')
      if (code !== 0) throw new Error(`the book ended with ${code}: ${words}`)
    },
    kills: () => kills,
  }
}

const patienceMs = 180_000

/** Resolves when the book has been through so many records of the topic. Throws when nothing moves for three minutes. */
export const readUpTo = async (intake: Pick<IntakeUnderFire, 'read'>, records: number): Promise<void> => {
  let last = -1
  for (let since = performance.now(); ; ) {
    const read = await intake.read()
    if (read >= records) return
    if (read !== last) since = performance.now()
    if (performance.now() - since > patienceMs)
      throw new Error(`${read} of ${records} records are read, and no more for ${patienceMs / 1_000} s`)
    last = read
    await pause(20)
  }
}

/** What is done to the intake and the brokers while the topic is read. */
export type Deed = { readonly name: string; readonly do: () => Promise<void> }

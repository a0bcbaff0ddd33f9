import { containerOr } from './docker.ts'
import { EventStoreDbDouble } from './eventstoredb-double.ts'

/** A server of streams for tests: a real one, or the double, which is never called by the name of the other. */
export type RunningEventStoreDb = {
  readonly name: 'EventStoreDB' | 'eventstoredb-double'
  readonly kind: 'real' | 'double'
  readonly url: string
  readonly version: string
  readonly why: string
  /** Sets the clock of `created`; null where that is the server's own. */
  readonly tellTime: ((clock: () => number) => void) | null
  readonly stop: () => Promise<void>
}

/**
 * The first of these that is there (streaming 15): the one that `DAYBOOK_TEST_EVENTSTORE_URL` names, a container when a Docker engine
 * answers, the double. Says on stderr which, and throws instead of taking the double when `DAYBOOK_TEST_REQUIRE` names `eventstoredb`.
 */
export const withEventStoreDb = async (): Promise<RunningEventStoreDb> => {
  const picked = await pick()
  process.stderr.write(`${engineLine(picked)}\n`)
  return picked
}

/** One line for a report: `eventstoredb-double | double | - | why`. */
export const engineLine = ({ name, kind, version, why }: RunningEventStoreDb): string => `${name} | ${kind} | ${version} | ${why}`

const pick = async (): Promise<RunningEventStoreDb> => {
  const url = process.env.DAYBOOK_TEST_EVENTSTORE_URL ?? ''
  const given = { name: 'EventStoreDB', kind: 'real', version: 'not told', tellTime: null, stop: async () => undefined } as const
  if (url !== '') return { ...given, url, why: 'which DAYBOOK_TEST_EVENTSTORE_URL names' }
  const container = await containerOr(async () => (await import('./eventstoredb-container.ts')).containerEventStoreDb())
  if ('server' in container) return container.server
  const why = `${container.why}; DAYBOOK_TEST_EVENTSTORE_URL is not set`
  if ((process.env.DAYBOOK_TEST_REQUIRE ?? '').split(',').includes('eventstoredb'))
    throw new Error(`DAYBOOK_TEST_REQUIRE names eventstoredb, but ${why}`)
  const double = await new EventStoreDbDouble().start()
  const tellTime = (clock: () => number): void => {
    double.log.clock = clock
  }
  const stop = async () => double.stop()
  return { name: 'eventstoredb-double', kind: 'double', url: double.url, version: '-', why, tellTime, stop }
}

import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { EventStoreDbDouble } from './eventstoredb-double.ts'

/** A server of streams for tests: a real one, or the double, which is never called by the name of the other. */
export type RunningEventStoreDb = {
  readonly name: 'EventStoreDB' | 'eventstoredb-double'
  readonly kind: 'real' | 'double'
  readonly url: string
  readonly version: string
  readonly why: string
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
  if (url !== '') {
    const why = 'which DAYBOOK_TEST_EVENTSTORE_URL names'
    return { name: 'EventStoreDB', kind: 'real', url, version: 'not told', why, stop: async () => undefined }
  }
  if (await dockerAnswers()) return (await import('./eventstoredb-container.ts')).containerEventStoreDb()
  const why = 'no Docker engine answers; DAYBOOK_TEST_EVENTSTORE_URL is not set'
  if ((process.env.DAYBOOK_TEST_REQUIRE ?? '').split(',').includes('eventstoredb'))
    throw new Error(`DAYBOOK_TEST_REQUIRE names eventstoredb, but ${why}`)
  const double = await new EventStoreDbDouble().start()
  return { name: 'eventstoredb-double', kind: 'double', url: double.url, version: '-', why, stop: async () => double.stop() }
}

const dockerAnswers = async (): Promise<boolean> => {
  try {
    await promisify(execFile)('docker', ['info'], { timeout: 3_000, killSignal: 'SIGKILL' })
    return true
  } catch {
    return false
  }
}

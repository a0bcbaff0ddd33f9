import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { promisify } from 'node:util'

/** The versions of `pom.xml` by the number they begin with. */
export const kafkaLines = ['4', '3'] as const
export type KafkaLine = (typeof kafkaLines)[number]

/** The jars of a broker in a folder, and the exact version they are. */
export type Jars = { readonly folder: string; readonly version: string }

const run = promisify(execFile)
const pom = join(import.meta.dirname, 'pom.xml')
const attemptsMax = 3
const pauseMs = 2_000
const fetchTimeoutMs = 180_000

/**
 * The jars of a broker, fetched by Maven the first time and kept in the user's cache folder from then on, some 45 MB.
 * The folder's name holds a digest of `pom.xml`: another version there is another folder. Several processes may ask at once.
 * Throws with Maven's own words when the third attempt fails, too, or when `mvn` is not there.
 */
export const fetchJars = async (line: KafkaLine): Promise<Jars> => {
  const kept = join(cacheFolder(), `kafka-${line}-${digestOf(pom)}`)
  if (!existsSync(kept)) await fetchInto(kept, line)
  const version = readdirSync(kept).flatMap((name) => /^kafka_2\.13-([\d.]+)\.jar$/.exec(name)?.[1] ?? [])[0]
  if (version === undefined) throw new Error(`${kept} holds no kafka_2.13 jar: remove the folder and try again`)
  return { folder: kept, version }
}

const cacheFolder = (): string => join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'daybook')

const digestOf = (path: string): string => createHash('sha256').update(readFileSync(path)).digest('hex').slice(0, 8)

const fetchInto = async (kept: string, line: KafkaLine): Promise<void> => {
  mkdirSync(cacheFolder(), { recursive: true })
  const fetched = mkdtempSync(join(cacheFolder(), 'fetching-'))
  try {
    await retried(() => copyDependencies(fetched, line))
    renameSync(fetched, kept)
  } catch (error) {
    // Whoever came first has put the same jars there.
    if (!existsSync(kept)) throw error
  } finally {
    rmSync(fetched, { recursive: true, force: true })
  }
}

const retried = async (attempt: () => Promise<void>): Promise<void> => {
  for (let left = attemptsMax - 1; ; left--) {
    try {
      return await attempt()
    } catch (error) {
      if (left === 0 || isMissing(error))
        throw new Error(`the jars of Kafka could not be fetched: ${reasonOf(error)}`, { cause: error })
      await pause(pauseMs)
    }
  }
}

const copyDependencies = async (fetched: string, line: KafkaLine): Promise<void> => {
  const goal = ['dependency:copy-dependencies', '-DincludeScope=runtime', `-DoutputDirectory=${fetched}`]
  await run('mvn', ['-q', '-B', '-f', pom, '-P', `kafka-${line}`, ...goal], { timeout: fetchTimeoutMs, killSignal: 'SIGKILL' })
}

const isMissing = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'ENOENT'

/** The first thing that Maven complains of: what follows it is advice on Maven. */
const reasonOf = (error: unknown): string => {
  if (isMissing(error)) return 'mvn (Maven) is not installed'
  const said = error instanceof Error && 'stdout' in error ? String(error.stdout) : ''
  return (
    said
      .split('\n')
      .find((words) => words.startsWith('[ERROR]'))
      ?.slice('[ERROR] '.length) ?? String(error)
  )
}

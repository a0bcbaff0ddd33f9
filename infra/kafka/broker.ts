import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { randomBytes, randomInt } from 'node:crypto'
import { once } from 'node:events'
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { fetchJars, type Jars, type KafkaLine } from './jars.ts'
import { serverProperties } from './server-properties.ts'

/**
 * An Apache Kafka broker of our own on this machine: KRaft, one node, plain text, 127.0.0.1 alone.
 * It keeps its ports and its data over `kill`, `stop` and `start`, in any order; only its own process is ever ended, by its id.
 */
export type Broker = {
  /** Where clients connect, such as `127.0.0.1:23456`. */
  readonly address: string
  /** The exact version, such as `4.3.1`. */
  readonly version: string
  /** The process that runs now; null between an end and the next start. */
  readonly pid: () => number | null
  /** Starts it again where it was. Resolves when it takes connections; throws with its last words when it ends instead. */
  readonly start: () => Promise<void>
  /** Asks it to end (SIGTERM) and waits; after 20 s it is killed. */
  readonly stop: () => Promise<void>
  /** Ends it at once (SIGKILL), as a power cut of the process would. */
  readonly kill: () => Promise<void>
  /** The last it said, errors and warnings above all: why it refused or ended. */
  readonly said: () => string
  /** Stops it and removes its data, unless the data folder was named by the caller. */
  readonly [Symbol.asyncDispose]: () => Promise<void>
}

type Asked = { readonly line?: KafkaLine; readonly port?: number; readonly dataFolder?: string }

const run = promisify(execFile)
const startTimeoutMs = 60_000
const stopTimeoutMs = 20_000
const wordsMax = 20_000

/**
 * Starts a broker: the jars are fetched if need be, the data folder is formatted, and it is ready when this resolves.
 * Without a port it takes a free one, without a data folder a temporary one that goes with it.
 */
export const startBroker = async ({ line = '4', port, dataFolder }: Asked = {}): Promise<Broker> => {
  const jars = await fetchJars(line)
  if (port !== undefined && !(await isFree(port))) throw new Error(`somebody else listens on port ${port}`)
  const folder = dataFolder ?? mkdtempSync(join(tmpdir(), 'daybook-kafka-'))
  const taken = port ?? (await freePort())
  const ports = { broker: taken, controller: await freePort(taken) }
  const broker = brokerOn(jars, { folder, ports, isTemporary: dataFolder === undefined })
  const removed = (): void => {
    if (dataFolder === undefined) rmSync(folder, { recursive: true, force: true })
  }
  try {
    await formatted(jars, { folder, ports })
    await broker.start()
  } catch (error) {
    removed()
    throw error
  }
  return {
    ...broker,
    [Symbol.asyncDispose]: async () => {
      await broker.stop()
      removed()
    },
  }
}

type Ports = { readonly broker: number; readonly controller: number }
type Place = { readonly folder: string; readonly ports: Ports; readonly isTemporary: boolean }

const settingsOf = (folder: string): string => join(folder, 'server.properties')

const formatted = async (jars: Jars, { folder, ports }: Pick<Place, 'folder' | 'ports'>): Promise<void> => {
  mkdirSync(folder, { recursive: true })
  writeFileSync(settingsOf(folder), serverProperties(join(folder, 'logs'), ports))
  if (existsSync(join(folder, 'logs', 'meta.properties'))) return
  const tool = [
    ...quietly,
    '-cp',
    join(jars.folder, '*'),
    'kafka.tools.StorageTool',
    'format',
    '-t',
    clusterId(),
    '-c',
    settingsOf(folder),
  ]
  await run('java', tool, { timeout: startTimeoutMs, killSignal: 'SIGKILL' })
}

/** Sixteen random bytes as Kafka writes them; its tool takes a leading dash for a flag. */
const clusterId = (): string => {
  const id = randomBytes(16).toString('base64url')
  return id.startsWith('-') ? clusterId() : id
}

const brokerOn = (jars: Jars, place: Place): Omit<Broker, typeof Symbol.asyncDispose> => {
  let java: ChildProcess | null = null
  let words = ''
  const listen = (text: string): void => {
    words = (words + text).slice(-wordsMax)
  }
  const ended = async (signal: 'SIGTERM' | 'SIGKILL'): Promise<void> => {
    if (java === null) return
    const process = java
    java = null
    await endProcess(process, signal)
  }
  return {
    address: `127.0.0.1:${place.ports.broker}`,
    version: jars.version,
    pid: () => (isRunning(java) ? (java?.pid ?? null) : null),
    start: async () => {
      if (isRunning(java)) return
      java = spawnJava(jars, place)
      java.stdout?.setEncoding('utf8').on('data', listen)
      java.stderr?.setEncoding('utf8').on('data', listen)
      await ready(java, () => words)
    },
    said: () => words,
    stop: () => ended('SIGTERM'),
    kill: () => ended('SIGKILL'),
  }
}

const isRunning = (child: ChildProcess | null): boolean =>
  child !== null && child.pid !== undefined && child.exitCode === null && child.signalCode === null

const spawnJava = (jars: Jars, { folder, isTemporary }: Place): ChildProcess => {
  const program = [
    '-Xmx512m',
    ...quietly,
    `-Dorg.slf4j.simpleLogger.log.${readyLogger}=info`,
    '-cp',
    join(jars.folder, '*'),
    'kafka.Kafka',
    settingsOf(folder),
  ]
  // A process group of its own: Ctrl-C in the terminal reaches us alone, and we stop it in order.
  const java = spawn('java', program, { stdio: ['ignore', 'pipe', 'pipe'], detached: true })
  if (java.pid !== undefined) endWithUs(java, [String(java.pid), ...(isTemporary ? [folder] : [])])
  return java
}

/**
 * A broker must not outlive who started it, even if that one is killed: a shell waits for our end of the pipe to close, ends the process
 * and removes the folder, if one is named.
 */
const endWithUs = (java: ChildProcess, processAndFolder: readonly string[]): void => {
  const script = 'read -r _; kill -9 "$1"; shift; rm -rf -- "$@"'
  const watch = spawn('sh', ['-c', script, 'sh', ...processAndFolder], { stdio: ['pipe', 'ignore', 'ignore'], detached: true })
  watch.on('error', () => undefined)
  java.once('exit', () => watch.kill('SIGKILL'))
}

const quietly = ['-Dorg.slf4j.simpleLogger.defaultLogLevel=warn']
const readyLogger = 'kafka.server.KafkaRaftServer'

/** Resolves when the broker says that it has started; it says so once the controller has let it in. */
const ready = async (java: ChildProcess, said: () => string): Promise<void> => {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const listen = (text: string): void => void (text.includes('Kafka Server started') && resolve())
  const fail = (words: string, cause?: Error): void => reject(new Error(`${words}: ${said()}`, { cause }))
  const late = setTimeout(() => {
    fail(`the broker was not ready within ${startTimeoutMs / 1_000} s`)
    java.kill('SIGKILL')
  }, startTimeoutMs)
  java.stderr?.on('data', listen)
  java.once('error', (error) => fail('java could not be started', error))
  java.once('exit', (code, signal) => fail(`the broker ended with ${code ?? signal}`))
  try {
    await promise
  } finally {
    clearTimeout(late)
    java.stderr?.off('data', listen)
  }
}

const endProcess = async (java: ChildProcess, signal: 'SIGTERM' | 'SIGKILL'): Promise<void> => {
  if (!isRunning(java)) return
  const exit = once(java, 'exit')
  java.kill(signal)
  const late = setTimeout(() => java.kill('SIGKILL'), stopTimeoutMs)
  await exit
  clearTimeout(late)
}

/**
 * A port that nobody has. Below the range from which systems take the ports of outgoing connections: while the broker is down, a client
 * that keeps knocking at a port of that range may be given the very same one for its own end, and the broker could never come back.
 */
const freePort = async (taken?: number): Promise<number> => {
  for (;;) {
    const port = randomInt(20_000, 32_000)
    if (port !== taken && (await isFree(port))) return port
  }
}

const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)))
  })

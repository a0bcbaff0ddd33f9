import { Worker } from 'node:worker_threads'
import type { Connection, Statement } from './sqlite-driver.ts'
import { busyTimeoutMs } from './sqlite-file.ts'

/** Pages of the write-ahead log from which on it is moved into the file: 32 MiB, so that a page is moved once for many commits. */
const pagesBegin = 4_096

/** So few that the writer moves them itself between two commits: 4 MiB. */
const pagesFew = 512

/** So many that the log is cut whatever it costs, unless a reader holds it: 64 MiB. */
const pagesMax = 8_192

type Log = { readonly log: bigint; readonly checkpointed: bigint }

/**
 * Moves the write-ahead log into the file, most of it in a thread beside the writer: done by the writer, every thirtieth megabyte
 * would make all others wait for a tenth of a second. What came in meanwhile the writer moves itself; then the log begins anew.
 */
export class SqliteCheckpoints {
  readonly #database: Connection
  readonly #look: Statement
  readonly #move: Statement
  readonly #onFailure: (code: string) => void
  #thread: Worker | null = null
  #moving = false

  /** `onFailure` hears of what failed in the thread: a code of SQLite, or a message. */
  constructor(database: Connection, onFailure: (code: string) => void) {
    this.#database = database
    this.#look = database.prepare('PRAGMA wal_checkpoint(NOOP)')
    this.#move = database.prepare('PRAGMA wal_checkpoint(PASSIVE)')
    this.#onFailure = onFailure
  }

  /** Looks after a commit whether there is something to be moved. */
  tend(): void {
    if (this.#moving) return
    const { log, checkpointed } = this.#look.get() as Log // Sound: the columns of this pragma
    const left = Number(log - checkpointed)
    if (log < pagesBegin || left === 0) return
    if (log > pagesMax) this.#cut()
    else if (left > pagesFew) this.#ask()
    else this.#move.get()
  }

  /** Ends the thread. */
  async close(): Promise<void> {
    await this.#thread?.terminate()
  }

  #ask(): void {
    this.#moving = true
    this.#thread ??= this.#start()
    this.#thread.postMessage('move')
  }

  #start(): Worker {
    const thread = new Worker(new URL('./sqlite-checkpoint-thread.ts', import.meta.url), { workerData: this.#database.name })
    thread.on('message', (failure: string | null) => {
      this.#moving = false
      if (failure !== null) this.#onFailure(failure)
    })
    thread.on('error', ({ message }) => {
      this.#moving = false
      this.#thread = null
      this.#onFailure(message)
    })
    thread.unref()
    return thread
  }

  /** Without waiting for readers: if one holds the log, it is tried again after the next commit. */
  #cut(): void {
    this.#database.pragma('busy_timeout = 0')
    this.#database.pragma('wal_checkpoint(TRUNCATE)')
    this.#database.pragma(`busy_timeout = ${busyTimeoutMs}`)
  }
}

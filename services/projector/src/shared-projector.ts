import { setTimeout as pause } from 'node:timers/promises'
import { isDeepStrictEqual } from 'node:util'
import type { Logger } from 'pino'
import { failureOf, thrownFor } from './failure.ts'
import { messageOf } from './standing.ts'
import type { ActionResult, Projector, ProjectorAction, ProjectorStatus } from './status.ts'
import { actionFrom, answerFrom, statusFrom, textOf } from './status-text.ts'

/** How processes agree on which of them posts; the names are those of the coordination in `@daybook/postgres`. */
export interface ProjectorDesk {
  hold(task: string, signal: AbortSignal): Promise<{ readonly lost: AbortSignal; readonly release: () => Promise<void> } | null>
  publish(task: string, notice: string): Promise<void>
  notice(task: string): Promise<{ readonly body: string; readonly ageMs: number } | null>
  ask(task: string, request: string, timeoutMs: number): Promise<string>
  answer(task: string, answered: (request: string) => Promise<string>, signal: AbortSignal): Promise<void>
  watch(task: string, heard: () => void): Disposable
}

/** A projector of this process. `ended` resolves when it has died by itself. */
export type OwnProjector = { readonly projector: Projector; readonly ended: Promise<unknown> }

/** A projector that has everything ready and waits for its turn. `ended` resolves when it has died by itself. */
export interface StandingBy extends AsyncDisposable {
  readonly ended: Promise<unknown>
  begin(): Promise<Projector>
}

/** What a process needs to post when its turn comes, and to tell of who posts. */
export type SharedProjectorOptions = {
  readonly desk: ProjectorDesk
  /** Makes a projector that waits for its turn to post in this process; null where this process never does. */
  readonly standBy: (() => StandingBy) | null
  /** How the ledgers stand, as they tell themselves. */
  readonly unposted: (problem: string) => Promise<ProjectorStatus>
  readonly log: Pick<Logger, 'info' | 'error'>
}

const task = 'projector'

/** Whoever posts says so every second; what is older was said by somebody who is gone. */
const sayMs = 1_000
const staleMs = 5_000

/** A switch waits until the other generation has caught up. */
const askMs = 120_000

/**
 * One projector for any number of processes: one of those that may posts, the others stand by, and all of them tell how it stands and
 * can steer it. Who loses the lease stops; what it might still write is refused, as the next one has claimed the ledgers.
 */
export const shareProjector = async (options: SharedProjectorOptions): Promise<Projector> => {
  const shared = new SharedProjector(options, await statusNow(options))
  shared.open()
  return shared
}

class SharedProjector implements Projector {
  readonly #options: SharedProjectorOptions
  readonly #closing = new AbortController()
  readonly #listeners = new Set<(status: ProjectorStatus) => void>()
  readonly #loops: Promise<void>[] = []
  #own: Projector | null = null
  #known: ProjectorStatus

  constructor(options: SharedProjectorOptions, known: ProjectorStatus) {
    this.#options = options
    this.#known = known
  }

  open(): void {
    const { standBy } = this.#options
    this.#loops.push(this.#look())
    if (standBy !== null) this.#loops.push(this.#takeTurns(standBy))
  }

  status(): ProjectorStatus {
    return this.#own?.status() ?? this.#known
  }

  async act(action: ProjectorAction): Promise<ActionResult> {
    if (this.#own !== null) return this.#own.act(action)
    const answer = answerFrom(await this.#options.desk.ask(task, textOf(action), askMs))
    if ('failed' in answer) throw thrownFor({ ...answer, message: answer.failed })
    return answer
  }

  watch(listener: (status: ProjectorStatus) => void): () => void {
    this.#listeners.add(listener)
    return () => void this.#listeners.delete(listener)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing.abort()
    await Promise.all(this.#loops)
  }

  /** Keeps what is known of the projector of another process. */
  async #look(): Promise<void> {
    const { signal } = this.#closing
    while (!signal.aborted) {
      const heard = new AbortController()
      using _ = this.#options.desk.watch(task, () => heard.abort())
      // What was known until then may not be so any more: nobody posts while the desk is away.
      const known = await statusNow(this.#options).catch(
        (error: unknown): ProjectorStatus => ({ ...this.#known, state: 'stopped', problem: messageOf(error) }),
      )
      if (this.#own === null && !isDeepStrictEqual(known, this.#known)) this.#tell(known)
      this.#known = known
      await rest(sayMs, AbortSignal.any([signal, heard.signal]))
    }
  }

  /** Posts whenever the lease is ours. */
  async #takeTurns(standBy: () => StandingBy): Promise<void> {
    const { signal } = this.#closing
    while (!signal.aborted) {
      await using next = standBy()
      try {
        await this.#takeTurn(next)
      } catch (error) {
        this.#options.log.error({ err: error }, 'posting ended')
      }
      // Another that stands by may have more luck.
      await rest(sayMs, signal)
    }
  }

  async #takeTurn(next: StandingBy): Promise<void> {
    const { desk, log } = this.#options
    const died = new AbortController()
    void next.ended.then(() => died.abort())
    const held = await desk.hold(task, AbortSignal.any([this.#closing.signal, died.signal]))
    if (held === null) return
    log.info('this process posts from now on')
    try {
      const until = AbortSignal.any([this.#closing.signal, died.signal, held.lost])
      const projector = await begun(next, until)
      if (projector !== null) await this.#post(projector, until)
    } finally {
      await held.release()
    }
  }

  async #post(projector: Projector, until: AbortSignal): Promise<void> {
    const { desk, log } = this.#options
    const ending = new AbortController()
    const stop = AbortSignal.any([until, ending.signal])
    this.#own = projector
    const unwatch = projector.watch((status) => this.#tell(status))
    this.#tell(projector.status())
    try {
      await Promise.all([this.#say(projector, stop), desk.answer(task, (request) => answered(projector, request), stop)])
    } finally {
      ending.abort()
      unwatch()
      this.#own = null
      log.info('this process posts no more')
      await projector[Symbol.asyncDispose]()
    }
  }

  /** Says how it stands at each change, and every second: one notice at a time, the newest. */
  async #say(projector: Projector, stop: AbortSignal): Promise<void> {
    while (!stop.aborted) {
      const changed = new AbortController()
      const unwatch = projector.watch(() => changed.abort())
      // Whom nobody hears still posts: the lease says for how long.
      await this.#options.desk.publish(task, textOf(projector.status())).catch(() => undefined)
      await rest(sayMs, AbortSignal.any([stop, changed.signal]))
      unwatch()
    }
  }

  #tell(status: ProjectorStatus): void {
    for (const listener of this.#listeners) listener(status)
  }
}

const statusNow = async ({ desk, unposted }: SharedProjectorOptions): Promise<ProjectorStatus> => {
  const notice = await desk.notice(task)
  if (notice !== null && notice.ageMs < staleMs) return statusFrom(notice.body)
  return unposted('no process posts: start one with the role projector')
}

const answered = async (projector: Projector, request: string): Promise<string> => {
  try {
    return textOf(await projector.act(actionFrom(request)))
  } catch (error) {
    const { message: failed, ...told } = failureOf(error)
    return textOf({ failed, ...told })
  }
}

/** Null when its turn is over before it has begun: it may wait for a server that is away. */
const begun = async (next: StandingBy, until: AbortSignal): Promise<Projector | null> => {
  if (until.aborted) return null
  const over = new Promise<null>((resolve) => until.addEventListener('abort', () => resolve(null), { once: true }))
  return Promise.race([next.begin(), over])
}

const rest = (ms: number, signal: AbortSignal): Promise<void> => pause(ms, undefined, { signal }).catch(() => undefined)

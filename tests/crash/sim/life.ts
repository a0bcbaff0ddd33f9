import type { Turn } from './virtual-time.ts'

/** One life of a program. What it has under way happens only while it lives, and waits while it is stopped. */
export class Life {
  readonly name: string
  /** How far its own clock is from the true time, in milliseconds. */
  skewMs = 0
  /** Turns after which it is interrupted: so that an end falls between any two steps of its work. */
  #turnsLeft = Number.POSITIVE_INFINITY
  #interruption: 'kill' | 'stop' = 'kill'
  /** It waits for an answer that never comes. */
  isStuck = false
  readonly onEnd: (() => void)[] = []
  #state: 'up' | 'stopped' | 'ended' = 'up'
  readonly #waiting: Turn[] = []

  constructor(name: string) {
    this.name = name
  }

  get isEnded(): boolean {
    return this.#state === 'ended'
  }

  get isUp(): boolean {
    return this.#state === 'up'
  }

  /** Kills or stops it some turns from now. */
  interruptIn(turns: number, how: 'kill' | 'stop'): void {
    this.#turnsLeft = turns
    this.#interruption = how
  }

  /** Whether its next turn may be taken; it may be interrupted before that. */
  takesTurn(): boolean {
    if (!this.isUp) return false
    if (this.#turnsLeft > 0) {
      this.#turnsLeft -= 1
      return true
    }
    this.#turnsLeft = Number.POSITIVE_INFINITY
    if (this.#interruption === 'kill') this.kill()
    else this.stop()
    return false
  }

  /** Ends it at once, as SIGKILL does: nothing of what it awaits ever comes back to it. */
  kill(): void {
    if (this.#state === 'ended') return
    this.#state = 'ended'
    this.#waiting.length = 0
    for (const tell of this.onEnd) tell()
  }

  /** Stops it, as SIGSTOP does. */
  stop(): void {
    if (this.#state === 'up') this.#state = 'stopped'
  }

  /** Lets it go on: what came meanwhile is given back, to happen now. */
  goOn(): readonly Turn[] {
    if (this.#state === 'stopped') this.#state = 'up'
    this.#turnsLeft = Number.POSITIVE_INFINITY
    return this.#waiting.splice(0)
  }

  /** Keeps a turn until it goes on. */
  keep(turn: Turn): void {
    if (this.#state === 'stopped') this.#waiting.push(turn)
  }
}

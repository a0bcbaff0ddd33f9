import { setImmediate as realTurn } from 'node:timers/promises'
import type { Random } from '../../properties/random.ts'
import type { Life } from './life.ts'
import { Trace } from './trace.ts'
import { type Place, TurnQueue } from './turn-queue.ts'

/** Something that happens at a virtual instant. With an owner: only while that lives. */
export type Turn = Place & { readonly label: string; readonly owner: Life | null; readonly run: () => void }

/** More than any history takes: a history that goes on beyond it does not end. */
const turnsMax = 150_000

/** Taken before anybody replaces it. */
const realTurnOf = realTurn

/**
 * The one clock and the one order of a history. Between two turns all microtasks run; what is due at one instant is ordered by the
 * seed. No real time passes.
 */
export class VirtualTime {
  readonly trace = new Trace()
  readonly #random: Random
  readonly #queue = new TurnQueue<Turn>()
  #now: number
  #turns = 0
  #owner: Life | null = null

  constructor(random: Random, beginning: number) {
    this.#random = random
    this.#now = beginning
  }

  /** Milliseconds since 1970, in virtual time. */
  get now(): number {
    return this.#now
  }

  get turns(): number {
    return this.#turns
  }

  /** Whose turn it is: timers that are set in it are its own. */
  get owner(): Life | null {
    return this.#owner
  }

  /** Has something happen after some milliseconds: whole ones, as clocks have them. */
  after(milliseconds: number, turn: Pick<Turn, 'label' | 'run'> & { readonly owner?: Life | null }): void {
    const { label, run, owner = null } = turn
    this.#queue.push({ at: this.#now + Math.ceil(milliseconds), order: this.#random.below(0x4000_0000), label, run, owner })
  }

  /** Resolves after some milliseconds, for those who are no program that could be killed. */
  sleep(milliseconds: number, label = 'sleep'): Promise<void> {
    return new Promise((wake) => this.after(milliseconds, { label, run: wake }))
  }

  /** Lets a stopped life go on with all that waited for it. */
  wake(life: Life): void {
    for (const { label, run, owner } of life.goOn()) this.after(0, { label, run, owner })
  }

  /** Takes turn after turn until it is over. Says what is wrong when there is no further turn, or no end of them. */
  async run(isOver: () => boolean): Promise<string | null> {
    while (!isOver()) {
      const turn = this.#queue.pop()
      if (turn === undefined) return 'nothing is going to happen any more, and somebody waits'
      if (this.#turns >= turnsMax) return `no end after ${turnsMax} turns`
      this.#take(turn)
      await realTurnOf()
    }
    return null
  }

  #take(turn: Turn): void {
    const { owner } = turn
    this.#now = Math.max(this.#now, turn.at)
    if (owner !== null && !owner.takesTurn()) {
      owner.keep(turn)
      return
    }
    this.#turns += 1
    this.trace.add(this.#now, owner?.name ?? '', turn.label)
    this.#owner = owner
    turn.run()
  }
}

import { Life } from './life.ts'
import type { World } from './world.ts'

/** A program of one role that lives: where it is and what it offers. */
export type Running<Service> = { readonly life: Life; readonly service: Service }

type Open<Service> = (life: Life, isNewest: () => boolean) => Promise<Service>

/** Keeps a program of one role alive: another life is begun when one has ended, or when it is given up for dead. */
export class Host<Service> {
  readonly #role: string
  readonly #world: World
  readonly #open: Open<Service>
  #count = 0
  #latest: Life | null = null
  readonly #running: Running<Service>[] = []

  constructor(role: string, world: World, open: Open<Service>) {
    this.#role = role
    this.#world = world
    this.#open = open
  }

  /** All that live and have been opened, the newest last. */
  get running(): readonly Running<Service>[] {
    return this.#running
  }

  /** The newest life, opened or not. */
  get latest(): Life | null {
    return this.#latest
  }

  /** The program that answers: the newest that has been opened. */
  get current(): Running<Service> | null {
    return this.#running.findLast(({ life }) => life === this.#latest) ?? null
  }

  /** Begins another life; a former one may still be there. */
  start(): Life {
    const { time, random } = this.#world
    this.#count += 1
    const life = new Life(`${this.#role}-${this.#count}`)
    life.skewMs = this.#latest?.skewMs ?? 0
    this.#latest = life
    this.#world.tally.count(`${this.#role} lives`)
    life.onEnd.push(() => this.#ended(life))
    time.after(random.between(1, 50), { label: 'start', owner: life, run: () => this.#begin(life) })
    return life
  }

  /** Lets all that were stopped go on, and sees to it that the newest lives. */
  mend(): void {
    const others = new Set(this.#running.map(({ life }) => life))
    if (this.#latest !== null) others.add(this.#latest)
    for (const life of others) {
      if (life.isStuck) life.kill()
      life.skewMs = 0
      this.#world.time.wake(life)
    }
    if (this.#latest === null || this.#latest.isEnded) this.start()
  }

  #begin(life: Life): void {
    this.#open(life, () => this.#latest === life).then(
      (service) => {
        if (!life.isEnded) this.#running.push({ life, service })
      },
      () => life.kill(),
    )
  }

  #ended(life: Life): void {
    const index = this.#running.findIndex((one) => one.life === life)
    if (index >= 0) this.#running.splice(index, 1)
    if (this.#latest !== life) return
    const { time, random } = this.#world
    time.after(random.between(50, 2_000), { label: `restart ${this.#role}`, run: () => this.#latest === life && this.start() })
  }
}

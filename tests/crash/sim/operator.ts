import { type Intake, IntakeFailure, RecordingSink } from '@daybook/intake'
import type { Projector, ProjectorAction } from '@daybook/projector'
import { type Broker, topic } from './broker.ts'
import { pause } from './chaos.ts'
import type { Host } from './host.ts'
import { request } from './network.ts'
import { placeOf } from './place.ts'
import type { World } from './world.ts'

const operator = { kind: 'user', id: 'operator' } as const

type Hosts = { readonly intake: Host<Intake>; readonly projector: Host<Projector> }

/** Looks after the book: decides about what is held, builds the ledgers anew, switches to the new ones and back. */
export class Operator {
  readonly #world: World
  readonly #hosts: Hosts
  readonly #broker: Broker
  /** How each held item was decided, as it was answered. */
  readonly #decided = new Map<string, string>()

  constructor(world: World, { broker, ...hosts }: Hosts & { readonly broker: Broker }) {
    this.#world = world
    this.#hosts = hosts
    this.#broker = broker
  }

  async work(): Promise<void> {
    const { random, time } = this.#world
    for (let step = 0; step < 4; step += 1) {
      await time.sleep(random.between(1, 1_500), 'looks around')
      if (random.chance(40)) await this.#decideHeld()
      if (random.chance(6)) await this.#goBack()
      if (random.chance(5)) await this.#act({ kind: 'rebuild' })
      if (random.chance(20)) await this.#switch()
      if (random.chance(5)) await this.#act({ kind: 'pause' })
      if (random.chance(30)) await this.resume()
    }
  }

  /** Lets posting go on where something has ended it, and leaves it alone where nothing has: it must come to rest by itself. */
  async resume(): Promise<void> {
    const status = this.#hosts.projector.current?.service.status()
    if (status === undefined || (status.state !== 'paused' && status.state !== 'stopped' && status.problem === null)) return
    await this.#act({ kind: 'resume' })
  }

  /** Has a partition read again from an earlier place. */
  async #goBack(): Promise<void> {
    const { random, disk, monitor, tally } = this.#world
    const partition = random.below(2)
    const place = await placeOf(disk, partition)
    if (place === null || place < 1n) return
    const next = BigInt(random.below(Number(place)))
    monitor.mayGoBack(next)
    tally.count('went back in a partition')
    const move = async ({ store, recorder, clock }: Intake): Promise<void> =>
      new RecordingSink({ store, recorder, clock }).move({ topic, partition }, next)
    await request(this.#world, this.#hosts.intake, move).catch(() => tally.count('going back unanswered'))
    this.#broker.lookAgain()
  }

  /** Now and then the projector is stopped in the middle of it. */
  async #switch(): Promise<void> {
    const { random, rates } = this.#world
    if (random.chance(rates().pause)) pause(this.#world, this.#hosts.projector)
    await this.#act({ kind: 'switch' })
  }

  async #act(action: ProjectorAction): Promise<void> {
    const { tally } = this.#world
    try {
      const result = await request(this.#world, this.#hosts.projector, (projector) => projector.act(action))
      tally.count(result.ok ? `${action.kind} done` : `${action.kind}: ${result.refusal.code}`)
      if (!result.ok && result.refusal.code === 'rebuild-differs') this.#world.monitor.fail(result.refusal.detail)
    } catch (error) {
      tally.count(`${action.kind} unanswered: ${error instanceof Error ? error.message.slice(0, 40) : error}`)
    }
  }

  async #decideHeld(): Promise<void> {
    const { random, tally } = this.#world
    const isRelease = random.chance(60)
    const ask = async ({ quarantine }: Intake): Promise<{ heldId: string; outcome: string } | null> => {
      const { items } = await quarantine.list({}, { limit: 20 })
      if (items.length === 0) return null
      const { heldId } = random.pick(items)
      if (isRelease) {
        const { outcomes } = await quarantine.release(heldId, { by: operator })
        return { heldId, outcome: outcomes[0]?.status ?? 'nothing' }
      }
      return { heldId, outcome: (await quarantine.discard(heldId, { by: operator, reason: 'not ours' })).state }
    }
    try {
      const decided = await request(this.#world, this.#hosts.intake, ask)
      if (decided === null) return
      tally.count(`held item ${decided.outcome}`)
      if (decided.outcome !== 'discarded' && decided.outcome !== 'accepted' && decided.outcome !== 'duplicate') return
      const before = this.#decided.get(decided.heldId)
      if (before !== undefined) this.#world.monitor.fail(`${decided.heldId} was ${before}, and then ${decided.outcome}`)
      this.#decided.set(decided.heldId, decided.outcome)
    } catch (error) {
      tally.count(error instanceof IntakeFailure ? `held item: ${error.problem.code}` : 'held item unanswered')
    }
  }
}

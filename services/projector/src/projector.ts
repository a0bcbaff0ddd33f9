import { once } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'
import { currentVersions, type Editions, editions } from '@daybook/projections'
import { type Generation, isLedgerDamage, LedgerDamage } from '@daybook/read-model'
import { wordsOf } from './made-with.ts'
import { BeyondLog, openPosting, type Posting, type ProjectorFailpoint } from './posting.ts'
import { againMsDefault, type ProjectorOptions } from './projector-options.ts'
import { Rebuild, untilMore } from './rebuilding.ts'
import { postedAnew } from './replacing.ts'
import { closed, isPassing, messageOf, statusOf } from './standing.ts'
import type { ActionResult, Projector, ProjectorAction, ProjectorRefusal, ProjectorStatus } from './status.ts'
import { notTheOwner, nowhere, refusalToSwitch, targetOf } from './switching.ts'

/**
 * Starts posting at the checkpoint of the active generation, and goes on with a rebuild that was interrupted. Ledgers that are ahead
 * of their log, because that was restored from an older copy, and ledgers that are damaged are first posted anew.
 *
 * Every event between two checkpoints is seen, in order: a gap in the log, a lost epoch or any other fault stops the projector
 * loudly (`stopped`, with the problem). A busy file is waited for; at a full disk it tries again by itself.
 */
export const startProjector = async (options: ProjectorOptions): Promise<Projector> => {
  const projector = new RunningProjector(options)
  await projector.open()
  return projector
}

type Asked<Kind> = Omit<Extract<ProjectorAction, { kind: Kind }>, 'kind'>

class RunningProjector implements Projector {
  readonly #options: ProjectorOptions
  readonly #editions: Editions
  readonly #closing = new AbortController()
  readonly #listeners = new Set<(status: ProjectorStatus) => void>()
  readonly #tasks: { readonly take: () => Promise<void>; readonly drop: (reason: Error) => void }[] = []
  readonly #failpoint: ProjectorFailpoint
  #nap = new AbortController()
  #state: 'running' | 'paused' | 'stopped' = 'running'
  #problem: string | null = null
  #triesAgain = false
  #active: Posting | null = null
  #building: Rebuild | null = null
  #generations: readonly Generation[] = []
  #busyTotal = 0
  #loop: Promise<void> = Promise.resolve()

  constructor(options: ProjectorOptions) {
    this.#options = options
    this.#editions = options.editions ?? editions
    this.#failpoint = options.failpoint ?? (() => {})
  }

  async open(): Promise<void> {
    await this.#claim()
    const left = this.#generations.find(({ state }) => state === 'building')
    if (left) await this.#build(left.generation)
    this.#loop = this.#run()
  }

  status(): ProjectorStatus {
    return statusOf({
      state: this.#state,
      problem: this.#problem,
      triesAgain: this.#triesAgain,
      active: this.#active,
      building: this.#building,
      generations: this.#generations,
      busyTotal: this.#busyTotal,
      versions: currentVersions(this.#editions),
    })
  }

  watch(listener: (status: ProjectorStatus) => void): () => void {
    this.#listeners.add(listener)
    return () => void this.#listeners.delete(listener)
  }

  act(action: ProjectorAction): Promise<ActionResult> {
    return new Promise((resolve, reject) => {
      if (this.#closing.signal.aborted) return reject(closed())
      this.#tasks.push({ take: () => this.#take(action).then(resolve, reject), drop: reject })
      this.#nap.abort()
    })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing.abort()
    this.#nap.abort()
    await this.#loop
    for (const { drop } of this.#tasks) drop(closed())
    await this.#active?.close()
    await this.#building?.posting.close()
  }

  async #run(): Promise<void> {
    while (!this.#closing.signal.aborted) {
      this.#nap = new AbortController()
      for (let task = this.#tasks.shift(); task !== undefined; task = this.#tasks.shift()) await task.take()
      const moved = this.#state === 'running' && (await this.#advance())
      if (!moved) await this.#rest()
    }
  }

  /** One run of events for each generation that is posted; whether there was any. */
  async #advance(): Promise<boolean> {
    try {
      const moved = ((await this.#active?.step()) ?? 0) + (await this.#advanceRebuild())
      if (moved > 0) this.#tell()
      return moved > 0
    } catch (error) {
      if (this.#active !== null && isLedgerDamage(error))
        await this.#options.generations.markDamaged(this.#active.generation, messageOf(error))
      this.#stop(error)
      return false
    }
  }

  /** A fault of a rebuild ends the rebuild, until it is resumed or the fault has gone by, and not the ledgers that answer. */
  async #advanceRebuild(): Promise<number> {
    const building = this.#building
    if (building === null) return 0
    try {
      if (building.isDue) {
        await building.posting.close() // It knows more than is stored.
        await this.#build(building.posting.generation)
        return 1
      }
      const { isCatchingUp } = building
      const moved = await building.advance(this.#active, this.#options)
      if (isCatchingUp !== building.isCatchingUp) this.#tell()
      return moved
    } catch (error) {
      building.endBy(error, this.#options)
      this.#tell()
      return 0
    }
  }

  #stop(error: unknown): void {
    this.#state = 'stopped'
    this.#triesAgain = isPassing(error)
    this.#problem = messageOf(error)
    this.#options.log.error({ err: error, position: this.#active?.position.toString() }, 'projector stopped')
    this.#tell()
  }

  #endBy(error: unknown): never {
    this.#stop(error)
    throw error
  }

  async #rest(): Promise<void> {
    const signal = AbortSignal.any([this.#closing.signal, this.#nap.signal])
    const posted = { active: this.#active, building: this.#building, eventStore: this.#options.eventStore }
    if (this.#state === 'running') await untilMore(posted, { nap: this.#nap, signal })
    else if (this.#triesAgain) await this.#tryAgain(signal)
    else if (!signal.aborted) await once(signal, 'abort')
  }

  /** What failed has changed nothing; once there is room, or the server is back, it goes on where it was. */
  async #tryAgain(signal: AbortSignal): Promise<void> {
    await pause(this.#options.againMs ?? againMsDefault, undefined, { signal }).catch(() => undefined)
    if (!signal.aborted) await this.#resume().catch((error: unknown) => this.#stop(error))
  }

  readonly #tell = (): void => {
    const status = this.status()
    for (const listener of this.#listeners) listener(status)
  }

  async #take(action: ProjectorAction): Promise<ActionResult> {
    const refusal = await this.#act(action)
    this.#tell()
    return refusal ? { ok: false, refusal } : { ok: true, status: this.status() }
  }

  async #act(action: ProjectorAction): Promise<ProjectorRefusal | null> {
    switch (action.kind) {
      case 'pause':
        if (this.#state === 'running') this.#state = 'paused'
        return null
      case 'resume':
        return this.#resume()
      case 'rebuild':
        return this.#rebuild(action)
      case 'switch':
        return this.#switch(action)
    }
  }

  async #resume(): Promise<null> {
    if (this.#state === 'stopped' || typeof this.#building?.fault === 'string') await this.#claimAgain()
    this.#state = 'running'
    this.#problem = null
    return null
  }

  /** What a fault has ended knows more than is stored, the rebuild as well as what answers: both start from their checkpoints. */
  async #claimAgain(): Promise<void> {
    await this.#claim()
    const posting = this.#building?.posting
    this.#building = null
    await posting?.close()
    // It may answer by now, or be gone: what failed may have happened all the same.
    const isBuilt = ({ generation, state }: Generation) => generation === posting?.generation && state === 'building'
    if (posting && this.#generations.some(isBuilt)) await this.#build(posting.generation)
  }

  async #claim({ mayBeDamaged = false } = {}): Promise<void> {
    const { generations, log } = this.#options
    await this.#active?.close()
    const active = await generations.active()
    const open = mayBeDamaged ? this.#open(active) : this.#openSound(active)
    this.#active = await open.catch(async (error: unknown) => {
      if (!(error instanceof BeyondLog || isLedgerDamage(error))) throw error
      log.error({ err: error, generation: active }, 'the ledgers cannot answer: they are posted anew')
      if (isLedgerDamage(error)) await generations.markDamaged(active, messageOf(error))
      return this.#replace(active, error instanceof BeyondLog ? error.epoch : null)
    })
    this.#generations = await generations.list()
  }

  async #openSound(generation: number): Promise<Posting> {
    const damage = await this.#options.generations.damageOf(generation)
    if (damage !== null) throw new LedgerDamage(damage)
    return this.#open(generation)
  }

  /** A generation that tells of events which are gone, or is damaged, answers nobody: the next one takes its place at once. */
  async #replace(broken: number, epoch: bigint | null): Promise<Posting> {
    const { generations } = this.#options
    const [closing, failpoint] = [this.#closing.signal, this.#failpoint]
    const posting = await postedAnew({ generations, broken, epoch, open: (one) => this.#open(one), closing, failpoint })
    if (posting === null) throw closed()
    return posting
  }

  #open(generation: number): Promise<Posting> {
    const onBusy = (): void => {
      this.#busyTotal += 1
      this.#tell()
    }
    return openPosting({ ...this.#options, editions: this.#editions, generation, closing: this.#closing.signal, onBusy })
  }

  async #build(generation: number): Promise<void> {
    const posting = await this.#open(generation)
    this.#building = new Rebuild(posting, this.#options.clock)
    this.#generations = await this.#options.generations.list()
  }

  /** Frozen generations go when the next is built: only the last one is kept to switch back to. */
  async #rebuild(asked: Asked<'rebuild'>): Promise<ProjectorRefusal | null> {
    const { generations, log, rebuildEventsPerSecondMax = null } = this.#options
    if (this.#building?.isCatchingUp)
      return { code: 'rebuild-running', detail: `generation ${this.#building.posting.generation} is being built` }
    if (!generations.makesGenerations) return notTheOwner
    await this.#building?.posting.close()
    this.#building = null
    for (const { generation } of (await generations.list()).filter(({ state }) => state !== 'active'))
      await generations.discard(generation)
    // What posting has at hand of the ledgers that answer would be in memory twice, for the collector to walk; it comes back as needed.
    await this.#claim({ mayBeDamaged: true }).catch((error: unknown) => this.#endBy(error))
    const generation = await generations.create()
    const { eventsPerSecondMax = rebuildEventsPerSecondMax } = asked
    await generations.markMadeWith(generation, wordsOf({ versions: currentVersions(this.#editions), eventsPerSecondMax }))
    await this.#build(generation)
    log.info({ generation, eventsPerSecondMax }, 'rebuild started')
    return null
  }

  async #switch({ generation, force = false }: Asked<'switch'>): Promise<ProjectorRefusal | null> {
    const { generations, log } = this.#options
    const active = this.#active
    const building = this.#building?.posting
    const target = targetOf({ asked: generation, built: this.#building, generations: this.#generations })
    if (active === null || typeof target !== 'number') return typeof target === 'number' ? nowhere : target
    if (target === active.generation) return null
    const damage = await generations.damageOf(target)
    if (damage !== null) return { code: 'nothing-to-switch-to', detail: `generation ${target} is damaged: ${damage}` }
    const built = building?.generation === target ? building : await this.#open(target)
    await using unlessTaken = new AsyncDisposableStack()
    if (built !== building) unlessTaken.defer(() => built.close())
    const isDamaged = (await generations.damageOf(active.generation)) !== null
    const { signal: closing } = this.#closing
    const refusal = await refusalToSwitch({ generations, active, target: built, isDamaged, force, closing, tell: this.#tell })
    if (closing.aborted) throw closed()
    if (refusal !== null) return refusal
    this.#failpoint('before-switch')
    // Where it fails it is not known whether another generation answers now: to resume is to look.
    await generations.switchTo(target, isDamaged ? null : active.epoch).catch((error: unknown) => this.#endBy(error))
    this.#failpoint('after-switch')
    unlessTaken.move()
    await active.close()
    this.#active = built
    if (built === building) this.#building = null
    this.#generations = await generations.list()
    log.info({ generation: target }, 'another generation answers')
    return null
  }
}

import { shuffled } from '../../properties/random.ts'
import { apiHost } from './api.ts'
import { Broker } from './broker.ts'
import { chaos } from './chaos.ts'
import { Clerk } from './clerk.ts'
import { type Fact, randomBursts } from './facts.ts'
import { feedProblem } from './feed-checked.ts'
import { finalProblem, heldProblem } from './final.ts'
import { Importer } from './importer.ts'
import { intrude } from './intruder.ts'
import { Journal } from './journal.ts'
import { Operator } from './operator.ts'
import { placeOf } from './place.ts'
import { probe } from './probe.ts'
import { intakeHost, projectorHost } from './programs.ts'
import { Reader } from './reader.ts'
import { Sender } from './sender.ts'
import type { World } from './world.ts'

/** Within this time after the last fault everything must be recorded and posted. */
const healMs = 60_000

type Lives = ReturnType<typeof begun>

/** Lives through all bursts of a world, then heals it and looks at what is left. Says what is wrong, or null. */
export const live = async (world: World): Promise<string | null> => {
  const lives = begun(world)
  for (const { at, facts } of randomBursts(world.random, world.seed, world.zone)) {
    const { now } = world.time
    if (at > now) await world.time.sleep(at - now, 'days go by')
    if (facts.length > 0) await burst(world, lives, facts)
  }
  return (await healed(world, lives)) ?? atRest(world, lives)
}

/** What was answered is answered again, the books add up, and a new beginning changes nothing. */
const atRest = async (world: World, lives: Lives): Promise<string | null> => {
  await lives.reader.readAgain()
  return (await finalProblem(world)) ?? (await feedProblem(world, lives.broker)) ?? repeated(world, lives)
}

const begun = (world: World) => {
  const broker = new Broker(world)
  const hosts = { intake: intakeHost(world, broker), projector: projectorHost(world), api: apiHost(world) }
  for (const host of Object.values(hosts)) host.start()
  return {
    hosts,
    broker,
    sender: new Sender(world, hosts.intake, new Journal(world)),
    clerk: new Clerk(world, hosts.intake),
    importer: new Importer(world, hosts.intake),
    operator: new Operator(world, { ...hosts, broker }),
    reader: new Reader(world, hosts.api),
  }
}

/** All that happens at one time: facts by three ways, questions, and somebody who looks after it. */
const burst = async (world: World, lives: Lives, facts: readonly Fact[]): Promise<void> => {
  const { hosts, broker, sender, clerk, importer, operator, reader } = lives
  chaos(world, Object.values(hosts))
  if (world.disk.isShared && hosts.intake.running.length < 2) hosts.intake.start()
  if (world.hasIntruder && world.monitor.foreign === null && world.random.chance(40)) await intrude(world)
  const isFile = world.random.chance(40)
  const ways = Map.groupBy(facts, (fact) => wayOf(world, fact, isFile))
  const written = (): bigint => BigInt(world.monitor.events.length - 1)
  await Promise.all([
    sender.send(ways.get('sent') ?? []),
    clerk.decide(ways.get('decided') ?? []),
    importer.import(ways.get('imported') ?? []),
    stream(world, broker, ways.get('streamed') ?? []),
    operator.work(),
    reader.read(4, written),
  ])
  await probe(world, hosts.api, hosts.projector)
}

const wayOf = ({ random, hasFeed }: World, { wire }: Fact, isFile: boolean): 'sent' | 'decided' | 'imported' | 'streamed' => {
  if (wire.source === 'urn:daybook:decisions' && wire.time === undefined && random.chance(25)) return 'decided'
  if (hasFeed && random.chance(40)) return 'streamed'
  return isFile && random.chance(50) ? 'imported' : 'sent'
}

/** Producers write, now and then in another order than it happened, while the group is given its partitions anew. */
const stream = async (world: World, broker: Broker, facts: readonly Fact[]): Promise<void> => {
  const { random, rates, time } = world
  if (facts.length === 0) return
  for (let storm = 0; storm < 3; storm += 1)
    if (random.chance(rates().rebalance)) time.after(random.below(3_000), { label: 'rebalance', run: () => broker.rebalance() })
  for (const fact of random.chance(rates().reorder) ? shuffled(random, facts) : facts) {
    await time.sleep(random.pick([0, 0, 1, 30]), 'produces')
    broker.produce(fact)
  }
}

/** Faults are off: everything that was sent is answered, and posted, in time. */
const healed = async (world: World, { hosts, broker, sender, importer, operator }: Lives): Promise<string | null> => {
  const { time } = world
  world.heal()
  for (const host of Object.values(hosts)) host.mend()
  broker.rebalance()
  const until = time.now + healMs
  while (time.now < until) {
    broker.lookAgain()
    await Promise.all([sender.send([]), importer.goOn(), operator.resume()])
    if (sender.left.length === 0 && importer.isDone && (await unreadOf(world, broker)).length === 0 && (await isPosted(world)))
      return null
    await time.sleep(500, 'waits for rest')
  }
  const status = hosts.projector.current?.service.status()
  const left = sender.left.map(({ wire }) => `${wire.type} ${wire.id}`)
  const unread = await unreadOf(world, broker)
  return `no rest ${healMs / 1_000} s after the last fault: not answered ${left}, imports done ${importer.isDone}, not read ${unread}, projector ${status?.state} at ${status?.position}, the head at ${world.monitor.events.length - 1}: ${status?.problem}`
}

/** The partitions of which the book does not stand at the end, and where it stands. */
const unreadOf = async ({ disk }: World, broker: Broker): Promise<readonly string[]> => {
  const unread: string[] = []
  for (const { partition, offset } of broker.last) {
    const next = (await placeOf(disk, partition)) ?? 0n
    if (next <= offset) unread.push(`partition ${partition} from ${next} to ${offset}`)
  }
  return unread
}

const isPosted = async ({ disk, monitor }: World): Promise<boolean> => {
  const readModel = await disk.generations.open(await disk.generations.active())
  const { position } = await readModel.checkpoint()
  return position === BigInt(monitor.events.length - 1)
}

/** All programs are begun anew, and a third of all that was ever sent comes once more: nothing changes. */
const repeated = async (world: World, { hosts, sender }: Lives): Promise<string | null> => {
  // Of two who write at once neither sees what the other puts aside: that is found at the next beginning.
  const held = world.disk.isShared ? null : await heldProblem(world)
  if (held !== null) return held
  let events = world.monitor.events.length
  for (const host of Object.values(hosts)) for (const { life } of [...host.running]) life.kill()
  await world.time.sleep(5_000, 'begins anew')
  if (world.disk.isShared) events = world.monitor.events.length
  const left = await heldProblem(world)
  if (left !== null) return left
  await sender.sendAgain(3)
  const more = world.monitor.events.slice(events).map(({ type, source, id }) => `${type} ${source} ${id}`)
  return more.length === 0 ? null : `recorded when a third was sent again: ${more}`
}

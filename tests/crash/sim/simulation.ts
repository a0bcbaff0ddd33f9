import { chaos } from './chaos.ts'
import { randomBursts } from './facts.ts'
import { finalProblem } from './final.ts'
import type { Host } from './host.ts'
import { Journal } from './journal.ts'
import { intakeHost, projectorHost } from './programs.ts'
import { Sender } from './sender.ts'
import { installTimers } from './timers.ts'
import type { VirtualTime } from './virtual-time.ts'
import { openWorld, type World } from './world.ts'

/** What a history came to: `problem` in words, or null when every promise held. */
export type History = {
  readonly seed: number
  readonly problem: string | null
  readonly turns: number
  readonly events: number
  readonly digest: string
  readonly counts: Readonly<Record<string, number>>
}

/** Within this time after the last fault everything must be recorded and posted. */
const healMs = 60_000

let running: VirtualTime | null = null
installTimers(() => running!)

/** One history from its seed: chaos, with checks after each step; then no faults, and everything must come to rest. */
export const simulate = async (
  seed: number,
  { profile = 'swarm', onLine = null }: { readonly profile?: string; readonly onLine?: ((line: string) => void) | null } = {},
): Promise<History> => {
  const world = openWorld(seed, profile)
  const { time, monitor, tally } = world
  running = time
  time.trace.onLine = onLine
  let isOver = false
  live(world).then(
    (problem) => {
      if (problem !== null) monitor.fail(problem)
      isOver = true
    },
    (error: unknown) => {
      monitor.fail(`thrown: ${error instanceof Error ? error.stack : error}`)
      isOver = true
    },
  )
  const stuck = await time.run(() => isOver || monitor.problem !== null)
  if (stuck !== null) monitor.fail(stuck)
  time.trace.end(`${monitor.problem} ${monitor.events.map(({ eventId, recordedAt }) => `${eventId} ${recordedAt}`)}`)
  const events = monitor.events.length
  return { seed, problem: monitor.problem, turns: time.turns, events, digest: time.trace.digest, counts: tally.toJSON() }
}

type Hosts = { readonly intake: ReturnType<typeof intakeHost>; readonly projector: ReturnType<typeof projectorHost> }

const live = async (world: World): Promise<string | null> => {
  const hosts = { intake: intakeHost(world), projector: projectorHost(world) }
  const sender = new Sender(world, hosts.intake, new Journal(world))
  for (const host of Object.values(hosts)) host.start()
  for (const { at, facts } of randomBursts(world.random, world.seed, world.zone)) {
    const { now } = world.time
    if (at > now) await world.time.sleep(at - now, 'days go by')
    if (facts.length === 0) break
    chaos(world, Object.values(hosts))
    await sender.send(facts)
  }
  return (await healed(world, hosts, sender)) ?? finalProblem(world)
}

/** Faults are off: everything that was sent is answered, and posted, in time. */
const healed = async (world: World, hosts: Hosts, sender: Sender): Promise<string | null> => {
  const { time, monitor } = world
  world.heal()
  for (const host of Object.values(hosts)) host.mend()
  const until = time.now + healMs
  while (time.now < until) {
    await sender.send([])
    if (sender.left.length === 0 && (await isPosted(world))) return null
    await time.sleep(500, 'waits for rest')
  }
  const [left] = sender.left
  const lag = monitor.events.length
  return `not at rest ${healMs / 1_000} s after the last fault: ${sender.left.length} facts are not answered (${JSON.stringify(left?.wire)}), ${lag} events, ${statusOf(hosts.projector)}`
}

const isPosted = async ({ disk, monitor }: World): Promise<boolean> => {
  const readModel = await disk.generations.open(await disk.generations.active())
  const { position } = await readModel.checkpoint()
  return position === BigInt(monitor.events.length - 1)
}

const statusOf = (host: Host<{ status(): { state: string; position: bigint; problem: string | null } }>): string => {
  const status = host.current?.service.status()
  return status === undefined ? 'no projector' : `projector ${status.state} at ${status.position}, ${status.problem}`
}

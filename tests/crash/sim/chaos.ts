import type { Host } from './host.ts'
import type { World } from './world.ts'

/** Plans what goes wrong with the programs during the next seconds. */
export const chaos = (world: World, hosts: readonly Host<unknown>[]): void => {
  const { random, rates, time } = world
  for (const host of hosts) {
    for (let chances = 0; chances < 3; chances += 1) {
      const afterMs = random.below(3_000)
      if (random.chance(rates().crash)) time.after(afterMs, { label: 'crash', run: () => crash(world, host) })
      if (random.chance(rates().pause)) time.after(afterMs, { label: 'pause', run: () => pause(world, host) })
      if (random.chance(rates().clock)) time.after(afterMs, { label: 'clock', run: () => jump(world, host) })
    }
  }
}

/** Kills the newest program in the middle of its work, some turns from now. */
const crash = ({ random, tally }: World, host: Host<unknown>): void => {
  const life = host.latest
  if (life === null || !life.isUp) return
  tally.count('crash')
  life.interruptIn(random.between(0, 40), 'kill')
}

/** Stops the newest program, gives it up for dead, and lets it go on: beside the one that took its place. */
export const pause = ({ random, time, tally }: World, host: Host<unknown>): void => {
  const life = host.latest
  if (life === null || !life.isUp) return
  tally.count('pause')
  life.interruptIn(random.between(0, 40), 'stop')
  const pausedMs = random.pick([100, 2_000, 30_000])
  if (random.chance(70)) {
    const replacedMs = random.between(50, pausedMs)
    time.after(replacedMs, { label: 'takes its place', run: () => host.latest === life && host.start() })
  }
  time.after(pausedMs, { label: 'goes on', run: () => time.wake(life) })
}

const dayMs = 86_400_000

const jump = ({ random, tally }: World, host: Host<unknown>): void => {
  const life = host.latest
  if (life === null) return
  tally.count('clock jumps')
  life.skewMs = random.pick([-dayMs, dayMs, random.between(-dayMs, dayMs), random.between(-5_000, 5_000), 0])
}

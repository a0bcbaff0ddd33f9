import type { Projector } from '@daybook/projector'
import type { Api } from './api.ts'
import type { Host } from './host.ts'
import { isBehind } from './place.ts'
import type { World } from './world.ts'

const lagMsMax = 30_000

/**
 * Looks at the lag as an orchestrator does, half a minute after work was left undone: where the projector stands still the data must
 * show it, whatever its own status says (F40). It is then killed and begun anew.
 */
export const probe = async (world: World, api: Host<Api>, projector: Host<Projector>): Promise<void> => {
  const running = projector.current
  if (running === null || !running.life.isStuck) return
  await world.time.sleep(lagMsMax + 1_000, 'probes')
  const { service, life } = running
  const times = api.current?.service.times
  if (life.isEnded || !life.isUp || times === undefined || isClockWrong(world)) return kill(running)
  const standing = await Promise.race([times.now().catch(() => null), world.time.sleep(5_000).then(() => null)])
  if (standing !== null && life.isStuck && !life.isEnded) {
    const says = service.status().state
    // A rebuild that stands still leaves the ledgers that answer as good as they are.
    if (standing.lagMs < lagMsMax && (await isBehind(world.disk)))
      world.monitor.fail(`the projector stands still and is ${says}; the data show a lag of ${standing.lagMs} ms`)
    world.tally.count('projector found stuck')
  }
  kill(running)
}

const kill = ({ life }: { readonly life: { kill(): void } }): void => life.kill()

/** Where clocks jump, a time of recording may lie ahead, and the lag is less than it is. */
const isClockWrong = ({ rates }: World): boolean => rates().clock > 0

import type { Host } from './host.ts'
import type { World } from './world.ts'

/** No answer came: what was asked for may have happened or not. */
class Unanswered extends Error {}

const timeoutMs = 5_000

/** Where two may write at once, they share the work; else a sender may still speak to the one that was replaced. */
const isToNewest = ({ random, disk }: World): boolean => random.chance(disk.isShared ? 50 : 80)

/** Asks a program for something over a network that loses requests and answers, and takes its time. */
export const request = <Service, Value>(
  world: World,
  host: Host<Service>,
  ask: (service: Service) => Promise<Value>,
): Promise<Value> => {
  const { time, random, rates, tally } = world
  const delayMs = (): number => (random.chance(rates().delay) ? random.between(1, 400) : random.below(4))
  return new Promise((resolve, reject) => {
    time.after(timeoutMs, { label: 'time is out', run: () => reject(new Unanswered('time is out')) })
    const answer = (run: () => void): void => {
      if (random.chance(rates().drop)) tally.count('answer lost')
      else time.after(delayMs(), { label: 'answer', run })
    }
    const arrive = (): void => {
      const running = isToNewest(world) ? host.current : (host.running[0] ?? null)
      if (running === null) {
        answer(() => reject(new Unanswered('nobody listens')))
        return
      }
      const { life, service } = running
      const run = (): void => {
        ask(service).then(
          (value) => answer(() => resolve(value)),
          (error: unknown) => answer(() => reject(error)),
        )
      }
      time.after(0, { label: 'request', owner: life, run })
    }
    if (random.chance(rates().drop)) tally.count('request lost')
    else time.after(delayMs(), { label: 'arrives', run: arrive })
  })
}

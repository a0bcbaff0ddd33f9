import { EventStoreFault } from '@daybook/event-store'

/**
 * What `DAYBOOK_FAILPOINT` asks for, as a function to be called at the named points: `name:nth[:kill|error|sleep=ms]` ends the process
 * with SIGKILL, throws, or stands still, when the point is passed for the nth time in this thread (reliability 5).
 *
 * @example
 * failpointFrom('before-commit:12') // dies between the last write of the twelfth transaction and its commit
 */
export const failpointFrom = (text: string | undefined): ((name: string) => void) => {
  const [point, count = '1', action = 'kill'] = text?.split(':') ?? []
  let left = Number(count)
  return (name) => {
    if (name !== point) return
    left -= 1
    if (left === 0) act(action)
  }
}

const act = (action: string): void => {
  if (action === 'kill') return void process.kill(process.pid, 'SIGKILL')
  if (action === 'error') throw new EventStoreFault('storage-failed', 'a fail point stands for the disk')
  const [verb, ms] = action.split('=')
  if (verb !== 'sleep') throw new Error(`a fail point can kill, error or sleep=ms, not ${action}`)
  // The thread itself stands still, as it would in a call to the disk.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, Number(ms))
}

import { syncBuiltinESMExports } from 'node:module'
import timers from 'node:timers/promises'
import type { VirtualTime } from './virtual-time.ts'

type Handle = { isCleared: boolean }

/**
 * Puts the virtual clock in the place of the timers of this process, so that the pauses of the product take virtual time and their
 * order is the seed's. A timer belongs to whose turn it was set in: it ends with its owner.
 */
export const installTimers = (time: () => VirtualTime): void => {
  const due = (milliseconds: number, label: string, run: () => void): Handle => {
    const handle: Handle = { isCleared: false }
    time().after(milliseconds, { label, owner: time().owner, run: () => handle.isCleared || run() })
    return handle
  }
  const clear = (handle?: Handle): void => {
    if (handle !== undefined) handle.isCleared = true
  }
  Object.assign(timers, {
    setTimeout: <Value>(milliseconds = 1, value?: Value, { signal }: { readonly signal?: AbortSignal } = {}) =>
      new Promise((resolve, reject) => {
        due(milliseconds, 'timer', () => resolve(value))
        signal?.addEventListener('abort', () => reject(signal.reason), { once: true })
      }),
    setImmediate: <Value>(value?: Value) => new Promise((resolve) => due(0, 'turn', () => resolve(value))),
  })
  Object.assign(globalThis, {
    setImmediate: (run: () => void) => due(0, 'turn', run),
    setTimeout: (run: () => void, milliseconds = 1) => due(milliseconds, 'timer', run),
    clearTimeout: clear,
    clearImmediate: clear,
  })
  syncBuiltinESMExports()
}

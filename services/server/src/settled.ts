import type { EventStore } from '@daybook/event-store'
import type { Projector } from '@daybook/projector'
import { CommandFailure } from './exit-codes.ts'

/** Resolves when everything in the log is posted. */
export const settled = async (
  { eventStore, projector }: { readonly eventStore: EventStore; readonly projector: Projector | null },
  signal: AbortSignal,
): Promise<void> => {
  if (projector === null) return
  const { position: head } = await eventStore.head()
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const look = (): void => {
    const { position, state, problem } = projector.status()
    if (position >= head) resolve()
    else if (state === 'stopped') reject(new CommandFailure('failed', [`The ledgers cannot be posted: ${problem}`]))
    else if (signal.aborted)
      reject(new CommandFailure('interrupted', ['Interrupted while posting; it goes on where it stopped.']))
  }
  const end = projector.watch(look)
  signal.addEventListener('abort', look)
  look()
  await promise.finally(() => {
    end()
    signal.removeEventListener('abort', look)
  })
}

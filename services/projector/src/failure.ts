import { EventStoreFault, type FaultCode } from '@daybook/event-store'
import { LedgerDamage } from '@daybook/read-model'
import { messageOf } from './standing.ts'

/** Why an action failed, as another thread or process is told: in words, and by the name and the code that callers tell faults by. */
export type Failure = { readonly message: string; readonly name: string; readonly code: string | null }

export const failureOf = (error: unknown): Failure => ({
  message: messageOf(error),
  name: error instanceof Error ? error.name : 'Error',
  code: error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : null,
})

/** The same fault on this side: of the same class where callers ask for one, and with the same code. */
export const thrownFor = ({ message, name, code }: Failure): Error => {
  if (name === 'EventStoreFault' && code !== null) return new EventStoreFault(code as FaultCode, message) // Sound: a fault's own code
  if (name === 'LedgerDamage') return new LedgerDamage(message)
  return code === null ? new Error(message) : Object.assign(new Error(message), { code })
}

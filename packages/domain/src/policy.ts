import { z } from 'zod'
import { Day } from './day.ts'
import { type Decider, isSame } from './decider.ts'
import { event } from './event.ts'
import { Code } from './ids.ts'
import { isPolicyId, policyIds, policyValue } from './policies.ts'
import { accept, refuse } from './result.ts'

// Events: these names and shapes are stored for ever. Change them only through an upcast.

/** A rule holds: for all business time, or for facts dated on `data.effectiveOn` or later. Domain 3. */
export const PolicySet = event('PolicySet', { policyId: Code, value: z.json(), effectiveOn: Day.exactOptional() })

/** What can happen to the policies of the organisation. */
export const policyEvents = [PolicySet] as const
export type PolicyEvent = z.infer<(typeof policyEvents)[number]>

type Data = PolicyEvent['data']

/** What may be decided about a policy. */
export type PolicyCommand = { type: 'SetPolicy'; effectiveOn: Day; data: Data }

/** Why a policy is not set. */
export type PolicyRefusal =
  | { code: 'unknown-policy'; policyId: string; known: readonly string[] }
  | { code: 'unknown-policy-value'; policyId: string }

/** What was last set for each policy. */
export type PolicyState = ReadonlyMap<string, Data>

/** The policies of the organisation. */
export const policy: Decider<PolicyState, PolicyCommand, PolicyEvent, PolicyRefusal> = {
  initialState: new Map(),
  evolve: (state, { data }) => new Map([...state, [data.policyId, data]]),
  decide: (state, { effectiveOn, data }) => {
    const { policyId } = data
    if (!isPolicyId(policyId)) return refuse({ code: 'unknown-policy', policyId, known: policyIds })
    if (policyValue(policyId, data.value) === null) return refuse({ code: 'unknown-policy-value', policyId })
    if (isSame(state.get(policyId), data)) return accept([])
    return accept([{ type: 'PolicySet', effectiveOn, data }])
  },
}

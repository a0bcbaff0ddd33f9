import type { PolicyValues } from '@daybook/domain'
import type { Batch, Recording } from './batch.ts'
import { openReference } from './reference.ts'
import { openSitting, type Surroundings } from './sitting.ts'
import { openStaging } from './staging.ts'

/**
 * Judges batches as the recorder would and writes nothing: a dry run. Each batch sees what the ones before would have recorded, an
 * account registered at the top of a file among them.
 */
export const rehearsal = async (
  surroundings: Surroundings,
  policyDefaults: Partial<PolicyValues>,
): Promise<(batch: Batch) => Promise<Recording>> => {
  const { store } = surroundings
  // Of its own, since it takes in what is never recorded.
  const reference = await openReference(store, policyDefaults)
  const head = await store.head()
  const staging = openStaging(head.position + 1n, reference.take)
  return async (batch) => {
    const sitting = await openSitting([batch], { ...surroundings, reference, head, staging, careful: true, lookUp: 'everything' })
    const { judged, accepted } = await sitting.judge(batch)
    const outcomes = judged.map(({ outcome }) => ('heldId' in outcome ? { ...outcome, heldId: null } : outcome))
    return { outcomes, recorded: accepted, position: head.position, recordedAt: head.recordedAt }
  }
}

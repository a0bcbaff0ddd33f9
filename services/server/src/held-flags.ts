import type { Intake } from '@daybook/intake'
import type { HeldFlag } from '@daybook/projections'

const page = 1_000

/** What waits in the quarantine, as the report on the quality of the data lists it. */
export const heldFlags = async ({ quarantine }: Pick<Intake, 'quarantine'>): Promise<readonly HeldFlag[]> => {
  const flags: HeldFlag[] = []
  for (let after: string | null = ''; after !== null; ) {
    const { items, nextCursor } = await quarantine.list({}, after === '' ? { limit: page } : { after, limit: page })
    for (const { stage, code, detail, accountId = null, eventId } of items) {
      flags.push({ kind: stage === 'identity' ? 'conflict' : 'quarantined', accountId, eventId, note: `${code}: ${detail}` })
    }
    after = nextCursor
  }
  return flags
}

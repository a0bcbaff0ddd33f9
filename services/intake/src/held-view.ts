import { instantText } from '@daybook/domain'
import { z } from 'zod'
import { HeldItem } from './held.ts'

/** A held item as it is answered: instants as text. */
export const HeldView = HeldItem.extend({
  firstSeenAt: z.string(),
  decidedAt: z.string().exactOptional(),
}).meta({
  id: 'HeldItem',
  examples: [
    {
      heldId: '01JQXZ3F5H7K9M1P3R5T7V9X1Z',
      kind: 'quarantine',
      code: 'unknown-account',
      detail: 'the account is not recorded; the item is kept and recorded by itself when it is',
      stage: 'domain',
      firstSeenAt: '2025-04-01T12:00:00Z',
      attempts: 1,
      source: 'erp',
      id: 'SO43659',
      type: 'OrderAccepted',
      eventId: 'fe7e7cf0-8cff-5118-9b8d-e4cc509abfa4',
      payloadHash: 's1:0835777686fff467de81f33932dc17f90767714155b774ae1ee6003354c52871',
      awaits: 'account-A1',
      accountId: 'A1',
      origin: { transport: 'http' },
      actor: { kind: 'user', id: 'local' },
      raw: { text: '{"specversion":"1.0"}', encoding: 'utf8' },
      state: 'held',
    },
  ],
})

export const heldView = ({ firstSeenAt, decidedAt, ...held }: HeldItem): z.infer<typeof HeldView> => ({
  ...held,
  firstSeenAt: instantText(firstSeenAt),
  ...(decidedAt === undefined ? {} : { decidedAt: instantText(decidedAt) }),
})

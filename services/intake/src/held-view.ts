import { z } from 'zod'
import { HeldItem } from './held.ts'
import { instantText } from './outcome.ts'

/** A held item as it is answered: instants as text. */
export const HeldView = HeldItem.extend({
  firstSeenAt: z.string(),
  decidedAt: z.string().exactOptional(),
}).meta({ id: 'HeldItem' })

export const heldView = ({ firstSeenAt, decidedAt, ...held }: HeldItem): z.infer<typeof HeldView> => ({
  ...held,
  firstSeenAt: instantText(firstSeenAt),
  ...(decidedAt === undefined ? {} : { decidedAt: instantText(decidedAt) }),
})

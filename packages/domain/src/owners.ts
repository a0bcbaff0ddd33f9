import { z } from 'zod'
import { RepId } from './ids.ts'

/** One rep's part of an account or order, in basis points. */
export const Share = z.strictObject({ repId: RepId, basisPoints: z.int().min(1).max(10_000) })
export type Share = z.infer<typeof Share>

/** The owners of an account, or the credit split of one order: basis points add up to 10 000, no rep twice. P-05. */
export const Owners = z.array(Share).min(1).max(50)
export type Owners = z.infer<typeof Owners>

/** Why a split is none. */
export type SplitRefusal =
  | { readonly code: 'split-not-100'; readonly basisPoints: number }
  | { readonly code: 'rep-twice'; readonly repId: RepId }

/** What is wrong with a split; null when basis points add up to 10 000 and no rep stands twice. */
export const splitRefusal = (owners: Owners): SplitRefusal | null => {
  const twice = owners.find(({ repId }, index) => owners.findIndex((share) => share.repId === repId) !== index)
  if (twice !== undefined) return { code: 'rep-twice', repId: twice.repId }
  const basisPoints = owners.reduce((sum, share) => sum + share.basisPoints, 0)
  return basisPoints === 10_000 ? null : { code: 'split-not-100', basisPoints }
}

/** One rep alone. */
export const soleOwner = (repId: RepId): Owners => [{ repId, basisPoints: 10_000 }]

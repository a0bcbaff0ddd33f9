import { z } from 'zod'
import { RepId } from './ids.ts'

/** One rep's part of an account or order, in basis points. */
export const Share = z.strictObject({ repId: RepId, basisPoints: z.int().min(1).max(10_000) })
export type Share = z.infer<typeof Share>

/** The owners of an account, or the credit split of one order: basis points add up to 10 000, no rep twice. P-05. */
export const Owners = z.array(Share).min(1).max(50)
export type Owners = z.infer<typeof Owners>

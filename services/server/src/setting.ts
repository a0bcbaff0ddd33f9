import { z } from 'zod'

/** One setting: its name in the environment, the flag that wins over it, what holds when neither is given, and why. */
export type Setting = {
  readonly name: `DAYBOOK_${string}` | `OTEL_${string}`
  readonly flag?: string
  readonly fallback: string | null
  readonly meaning: string
  /** Why the default is what it is. */
  readonly reason: string
  /** Never printed, and may be read from the file that `<name>_FILE` names. */
  readonly secret?: true
  readonly schema: z.ZodType
}

/** A whole number within bounds, from its text. */
export const wholeNumber = (from: number, to: number) =>
  z
    .string()
    .regex(/^\d{1,9}$/, `must be a whole number from ${from} to ${to}`)
    .transform(Number)
    .refine((value) => value >= from && value <= to, `must be a whole number from ${from} to ${to}`)

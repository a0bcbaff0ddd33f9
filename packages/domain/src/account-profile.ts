import { z } from 'zod'
import { byDay, type Day } from './day.ts'
import { isSame } from './decider.ts'
import { event, Label } from './event.ts'
import { AccountId, Code } from './ids.ts'
import { Currency } from './money.ts'

const cleared = <Schema extends z.ZodType>(schema: Schema) => schema.nullable().exactOptional()

/** What may change of an account's profile; null takes away what was there. */
const changes = z
  .strictObject({
    name: Label.exactOptional(),
    industry: cleared(Code),
    segment: cleared(Code),
    territory: cleared(Code),
    country: cleared(Code),
    timeZone: cleared(Code),
    currency: cleared(Currency),
    parentId: cleared(AccountId),
  })
  .refine((given) => Object.keys(given).length > 0, 'give at least one field that changes')

/** The fields named are other ones from `effectiveOn` on, until a later change of the same field. */
export const AccountProfileChanged = event('AccountProfileChanged', { accountId: AccountId, changes })

/** The fields that a change of profile gives. */
export type ProfileChanges = z.infer<typeof changes>

/** The fields of a profile that changes are laid over; what is not known is left out. */
export type Profile = {
  readonly name: string
  readonly industry?: string
  readonly segment?: string
  readonly territory?: string
  readonly country?: string
  readonly timeZone?: string
  readonly currency?: string
  readonly parentId?: string
}

/** Some fields of a profile, and the day from which they are so. */
export type DatedChanges = { readonly effectiveOn: Day; readonly changes: ProfileChanges }

/** Changes by the day from which they act, those of one day in the order they were recorded. */
export const withChanges = (known: readonly DatedChanges[], one: DatedChanges): readonly DatedChanges[] =>
  [...known, one].toSorted((a, b) => byDay(a.effectiveOn, b.effectiveOn))

/** The profile of a day: as registered, with the changes that act by then laid over it. */
export const profileOn = <Registered extends Profile>(
  registered: Registered,
  changed: readonly DatedChanges[],
  day: Day,
): Registered => {
  const laid: Record<string, unknown> = { ...registered }
  for (const { effectiveOn, changes: fields } of changed) {
    if (effectiveOn > day) break
    for (const [field, value] of Object.entries(fields)) {
      if (value === null) delete laid[field]
      else laid[field] = value
    }
  }
  return laid as Registered // Sound: the fields laid over it are those of the schema, optional where null takes them away
}

/** Whether a profile already says all that a change would. */
export const isAlreadySo = (profile: Profile, fields: ProfileChanges): boolean =>
  Object.entries(fields).every(([field, value]) => isSame((profile as Record<string, unknown>)[field] ?? null, value)) // Sound: read by name

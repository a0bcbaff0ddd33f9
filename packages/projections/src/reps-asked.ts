import { type Day, dayNumber } from '@daybook/domain'
import { type Reference, teamOn } from './reference.ts'

/** Whose rows a report about reps has: those of the reps named, of the teams named, or all. */
export type RepsAsked = { readonly scope?: string | undefined; readonly entity?: readonly string[] | undefined }

/** All reps that the book has hired with some others, each once, by id: who has a cell need not have been hired. */
export const repsWith = ({ hired }: Pick<Reference, 'hired'>, others: readonly string[]): readonly string[] =>
  [...new Set([...hired.keys(), ...others])].sort()

/** Whether a rep is meant: by name, or by the team of the last day of the period. */
export const isRepAsked = (
  reference: Reference,
  { scope = 'rep', entity }: RepsAsked,
  { last }: { readonly last: Day },
): ((rep: string) => boolean) => {
  if (entity === undefined || scope === 'org') return () => true
  if (scope === 'team') return (rep) => entity.includes(teamOn(reference, rep, dayNumber(last)))
  return (rep) => entity.includes(rep)
}

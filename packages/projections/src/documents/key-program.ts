import type { ToldOfProgram } from '../key-program.ts'
import type { RecordedProgramEvent } from '../key-program-book.ts'

/** The key programs with their words, by position. */
export const keyProgram = {
  name: 'key-program',
  initial: (programId: string): KeyProgramDocument => ({ programId, told: [] }),
  evolve: (document: KeyProgramDocument, { type, effectiveOn, data, eventId }: RecordedProgramEvent): KeyProgramDocument => ({
    ...document,
    told: [...document.told, { type, effectiveOn, data, mark: eventId } as ToldOfProgram<string>], // Sound: type and data of one event
  }),
} as const

/** What was told of a key program, in the order of recording, by event: so that each day of it can be asked about. */
export type KeyProgramDocument = { readonly programId: string; readonly told: readonly ToldOfProgram<string>[] }

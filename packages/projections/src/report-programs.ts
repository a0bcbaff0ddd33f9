import { dayNumber } from '@daybook/domain'
import type { KeyProgramDocument } from './documents/key-program.ts'
import { type KeyProgram, programOn } from './key-program.ts'
import { programValue } from './key-program-book.ts'
import type { ReportContext } from './report.ts'
import { resolve } from './resolution.ts'

/** A key program as it is on the day of a report, with its value in the reporting currency. */
export type ReportedProgram = {
  readonly programId: string
  /** Whom its account stands for on the day on which it was opened. P-15. */
  readonly customerId: string
  readonly program: KeyProgram<string>
  readonly value: bigint | null
}

/** The key programs of some accounts, or of the customers that they stand for. */
export const programsAsked = (
  { asOf, documents, reference }: ReportContext,
  isMeant: (accountId: string) => boolean,
): Promise<readonly ReportedProgram[]> =>
  documents<KeyProgramDocument>('key-program').then((found) =>
    found
      .flatMap(({ programId, told }) => {
        const program = programOn(told, asOf)
        if (program === null) return []
        const { accountId } = program.opened.data
        const customerId = resolve(reference, accountId, dayNumber(program.opened.effectiveOn))
        if (!isMeant(accountId) && !isMeant(customerId)) return []
        return [{ programId, customerId, program, value: programValue(program, reference) }]
      })
      .sort(byWorth),
  )

/** Open ones first, the largest first; what has no value comes last, and of equal ones the id decides. */
const byWorth = (a: ReportedProgram, b: ReportedProgram): number => {
  if (isOpen(a) !== isOpen(b)) return isOpen(a) ? -1 : 1
  if (a.value === b.value) return a.programId < b.programId ? -1 : 1
  if (a.value === null || b.value === null) return a.value === null ? 1 : -1
  return a.value > b.value ? -1 : 1
}

/** Whether a program is not over. */
export const isOpen = ({ program }: ReportedProgram): boolean => program.closed === null

/** How a program stands: as was told last; where nobody said so, `open`; and once it is over, `closed`. */
export const statusOf = ({ program }: ReportedProgram): string =>
  program.closed === null ? (program.status ?? 'open') : 'closed'

import { type KeyProgramView, keyProgramKpi, programRows } from '../key-program-book.ts'
import { defineKpi } from '../kpi.ts'

/** M-56 of the domain specification. */
export const keyPrograms = defineKpi<KeyProgramView>({
  ...keyProgramKpi,
  name: 'key-programs',
  title: 'Key programs',
  definition: 'Key programs with accounts, from the day each was opened until it is closed.',
  unit: 'programs',
  contributions: (view) => programRows(view, () => 1n),
})

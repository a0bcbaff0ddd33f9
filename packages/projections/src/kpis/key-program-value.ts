import { type KeyProgramView, keyProgramKpi, programRows, programValue } from '../key-program-book.ts'
import { defineKpi } from '../kpi.ts'

/** M-56 of the domain specification. What nobody has put a value on, or no rate converts, counts nothing. */
export const keyProgramValue = defineKpi<KeyProgramView>({
  ...keyProgramKpi,
  name: 'key-program-value',
  title: 'Value of key programs',
  definition: 'What the open key programs are worth, as each was told last.',
  unit: 'money',
  contributions: (view) => programRows(view, (program) => programValue(program, view.reference) ?? 0n),
})

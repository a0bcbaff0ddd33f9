import type { AccountView } from '../account-book.ts'
import { defineKpi } from '../kpi.ts'
import { unknownRep, unknownRepKpi } from '../unknown-rep.ts'

/** The flags that assignments raise: 8.6 of the domain specification. */
export const unknownAssignees = defineKpi<AccountView>({
  ...unknownRepKpi,
  name: 'unknown-assignees',
  title: 'Accounts assigned to unknown reps',
  definition: 'Owners of accounts who were not hired by the day from which they own them.',
  view: 'book',
  listed: false,
  fold: 'account',
  per: 'tenure',
  contributions: ({ head, reference }) =>
    head.assignments.flatMap(({ value, from, setBy }) =>
      (value ?? []).flatMap(({ repId }) => unknownRep(reference, { repId, by: from, on: from, setBy })),
    ),
})

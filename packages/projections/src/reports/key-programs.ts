import { accept } from '@daybook/domain'
import { z } from 'zod'
import { fraction, sixDecimals } from '../exact.ts'
import { defineReport, type ReportRow, repeated } from '../report.ts'
import { accountParameters, isAsked, namesOf } from '../report-accounts.ts'
import { moneyCell } from '../report-deals.ts'
import { isOpen, programsAsked, type ReportedProgram, statusOf } from '../report-programs.ts'
import { topThree } from '../top-three.ts'

/**
 * M-56 of the domain specification: key programs beside the key deals. Shares are parts of the value of all open programs that are asked
 * for. A program whose status nobody has told is `open`; one that is over is `closed`.
 */
export const keyProgramsReport = defineReport({
  name: 'key-programs',
  title: 'Key programs',
  definition:
    'Programs with accounts: value, stage and status, and how much of the value of all of them hangs on each and on the top three.',
  whenEmpty: { needs: ['KeyProgramOpened'] },
  version: 1,
  view: 'book',
  parameters: z.strictObject({
    ...accountParameters,
    stage: repeated,
    status: z.enum(['open', 'closed', 'all']).default('all'),
  }),
  columns: [
    { id: 'programId', title: 'Program', type: 'id' },
    { id: 'name', title: 'Name', type: 'text' },
    { id: 'accountId', title: 'Account', type: 'id' },
    { id: 'accountName', title: 'Account name', type: 'text' },
    { id: 'stage', title: 'Stage', type: 'id' },
    { id: 'status', title: 'Status', type: 'id' },
    { id: 'value', title: 'Value', type: 'money', unit: 'currency' },
    { id: 'programAmount', title: 'Amount in own currency', type: 'number' },
    { id: 'programCurrency', title: 'Own currency', type: 'id' },
    { id: 'shareOfPrograms', title: 'Share of all open programs', type: 'ratio' },
    { id: 'topThreeShare', title: 'Share of the top three', type: 'ratio' },
    { id: 'openedOn', title: 'Opened on', type: 'date' },
    { id: 'updatedOn', title: 'Last told of on', type: 'date' },
    { id: 'closedOn', title: 'Closed on', type: 'date' },
    { id: 'outcome', title: 'Outcome', type: 'id' },
    { id: 'note', title: 'Note', type: 'text' },
    { id: 'eventId', title: 'Event', type: 'id' },
  ],
  rows: (context, parameters) =>
    Promise.all([programsAsked(context, isAsked(parameters)), namesOf(context)]).then(([programs, nameOf]) => {
      const { top, all } = topThree(programs.filter(isOpen).flatMap(({ value }) => value ?? []))
      const share = (part: bigint): string | null => (all <= 0n ? null : sixDecimals(fraction(part, all)))
      const isMeant = (each: ReportedProgram): boolean =>
        (parameters.status === 'all' || isOpen(each) === (parameters.status === 'open')) &&
        (parameters.stage?.includes(each.program.stage ?? '') ?? true)
      return accept(
        programs.filter(isMeant).map((each) => ({
          ...rowOf(each),
          accountName: nameOf(each.program.opened.data.accountId),
          shareOfPrograms: isOpen(each) && each.value !== null ? share(each.value) : null,
          topThreeShare: share(top),
        })),
      )
    }),
})

const rowOf = (reported: ReportedProgram): ReportRow => {
  const { programId, program, value } = reported
  return {
    programId,
    name: program.name,
    accountId: program.opened.data.accountId,
    stage: program.stage,
    status: statusOf(reported),
    value: moneyCell(value),
    programAmount: program.worth?.amount ?? null,
    programCurrency: program.worth?.currency ?? null,
    openedOn: program.opened.effectiveOn,
    updatedOn: program.updatedOn,
    closedOn: program.closed?.effectiveOn ?? null,
    outcome: program.closed?.data.outcome ?? null,
    note: program.closed?.data.reason ?? program.note,
    eventId: program.by,
  }
}

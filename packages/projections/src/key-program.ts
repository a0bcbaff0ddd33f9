import { byText, type Currency, type Day, type Decimal, type EventOf, type KeyProgramEvent } from '@daybook/domain'

/** Something told of a key program, marked with whatever its reader needs: a position, an event's id. */
export type ToldOfProgram<Mark> = KeyProgramEvent & { readonly mark: Mark }

/** A key program as it was on a day. What its worth rests on stands in `worth.by`. */
export type KeyProgram<Mark> = {
  readonly opened: EventOf<'KeyProgramOpened'> & { readonly mark: Mark }
  readonly name: string
  /** Null while nobody has said what it is worth. */
  readonly worth: { readonly amount: Decimal; readonly currency: Currency; readonly toldOn: Day; readonly by: Mark } | null
  readonly stage: string | null
  readonly status: string | null
  readonly note: string | null
  readonly updatedOn: Day | null
  readonly closed: (EventOf<'KeyProgramClosed'> & { readonly mark: Mark }) | null
  /** What was told last. */
  readonly by: Mark
}

/**
 * A key program as of the end of a day, from what was told of it, in the order of recording; null where it was not open yet. What is dated
 * later holds, of one day what was recorded last. M-56.
 */
export const programOn = <Mark>(told: readonly ToldOfProgram<Mark>[], day: Day): KeyProgram<Mark> | null => {
  const opened = told.find((each) => each.type === 'KeyProgramOpened')
  if (opened === undefined || opened.effectiveOn > day) return null
  return told
    .filter((each) => each !== opened && each.effectiveOn <= day)
    .sort((a, b) => byText(a.effectiveOn, b.effectiveOn))
    .reduce(after, openedBy(opened))
}

const openedBy = <Mark>(opened: KeyProgram<Mark>['opened']): KeyProgram<Mark> => {
  const { data, effectiveOn, mark } = opened
  const { name, stage = null, status = null } = data
  return {
    opened,
    name,
    worth: worthIn(data, effectiveOn, mark),
    stage,
    status,
    note: null,
    updatedOn: null,
    closed: null,
    by: mark,
  }
}

type Worth = { readonly amount?: Decimal; readonly currency?: Currency }

const worthIn = <Mark>({ amount, currency }: Worth, toldOn: Day, by: Mark): KeyProgram<Mark>['worth'] =>
  amount === undefined || currency === undefined ? null : { amount, currency, toldOn, by }

const after = <Mark>(program: KeyProgram<Mark>, event: ToldOfProgram<Mark>): KeyProgram<Mark> => {
  const { mark, effectiveOn } = event
  switch (event.type) {
    case 'KeyProgramOpened':
      return program
    case 'KeyProgramUpdated': {
      const { name = program.name, stage = program.stage, status = program.status, note = program.note } = event.data
      const worth = worthIn(event.data, effectiveOn, mark) ?? program.worth
      return { ...program, name, worth, stage, status, note, updatedOn: effectiveOn, by: mark }
    }
    case 'KeyProgramClosed':
      return { ...program, closed: event, by: mark }
  }
}

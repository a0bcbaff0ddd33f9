import { byBigint } from '@daybook/domain'
import type { DayNumber } from './kpi.ts'
import type { WalletEstimate } from './wallet.ts'

/** What was said of a contact: his part at the customer, how near we are; what was not said is null, and stays as it was. */
export type ContactStatement = {
  readonly contactId: string
  readonly level: string | null
  readonly relationship: string | null
  readonly from: DayNumber
  readonly setBy: bigint
}

export type SatisfactionScale = 'csat' | 'nps'

/** One answer of a respondent. */
export type Score = {
  readonly respondentId: string
  readonly scale: SatisfactionScale
  readonly score: bigint
  readonly from: DayNumber
  readonly setBy: bigint
}

/** The people at an account, what it spends in all and what it thinks of us; without words, in the order of recording. */
export type RelationBook = {
  readonly accountId: string
  readonly contacts: readonly ContactStatement[]
  readonly estimates: readonly WalletEstimate[]
  readonly scores: readonly Score[]
  /** From when on nothing of this holds any more, as another account stands for this one; null while none does. */
  readonly end: { readonly on: DayNumber; readonly setBy: bigint } | null
}

/** Statements by day, of one day in the order of recording: the last one holds. */
export const byDay = <Statement extends { readonly from: DayNumber; readonly setBy: bigint }>(
  statements: readonly Statement[],
): readonly Statement[] => [...statements].sort((a, b) => a.from - b.from || byBigint(a.setBy, b.setBy))

/** What a contact is on and after each day on which something was said of him. */
export const statesOf = (statements: readonly ContactStatement[]): readonly ContactStatement[] => {
  const states: ContactStatement[] = []
  for (const statement of byDay(statements)) {
    const before = states.at(-1)
    const state = {
      ...statement,
      level: statement.level ?? before?.level ?? null,
      relationship: statement.relationship ?? before?.relationship ?? null,
    }
    if (before?.from === statement.from) states[states.length - 1] = state
    else states.push(state)
  }
  return states
}

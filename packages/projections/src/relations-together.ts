import type { DayNumber } from './kpi.ts'
import type { Reference } from './reference.ts'
import { byDay, type RelationBook, statesOf } from './relation-statements.ts'
import { leavingOf, partsOf } from './resolution.ts'
import { forever } from './timeline.ts'

/**
 * The people at a customer and what they think: those of all accounts that he is made of, who are the same under the same id, from the day
 * on from which he stands for them. Estimates stay with the accounts that they were made of, whose wallets add up. P-15.
 */
export const relationsTogether = (
  accountId: string,
  bookOf: (accountId: string) => RelationBook,
  reference: Reference,
): RelationBook => {
  const parts = partsOf(reference, accountId)
  const leaving = parts.every(({ until }) => until === forever) ? null : leavingOf(reference, accountId)
  const seenIn = <Statement extends Dated>(
    statementsOf: (book: RelationBook) => readonly Statement[],
  ): readonly Seen<Statement>[] =>
    parts.flatMap((part) =>
      statementsOf(bookOf(part.accountId))
        .filter(({ from }) => from < part.until)
        .map((statement) => ({ statement, since: Math.max(statement.from, part.from) })),
    )
  const contacts = seenIn((book) => book.contacts)
  const scores = seenIn((book) => book.scores)
  return {
    ...bookOf(accountId),
    contacts: heldIn(contacts, { keyOf: ({ contactId }) => contactId, lastOf: (own) => statesOf(own).at(-1) }),
    scores: heldIn(scores, {
      keyOf: ({ scale, respondentId }) => `${scale} ${respondentId}`,
      lastOf: (own) => byDay(own).at(-1),
    }),
    end: leaving === null ? null : { on: leaving.day, setBy: leaving.setBy },
  }
}

type Dated = { readonly from: DayNumber; readonly setBy: bigint }

/** A statement, and the day from which it is one about the customer. */
type Seen<Statement> = { readonly statement: Statement; readonly since: DayNumber }

/** What holds of each that is stated, from each day on which something more of him is seen. */
const heldIn = <Statement extends Dated>(
  seen: readonly Seen<Statement>[],
  of: {
    readonly keyOf: (statement: Statement) => string
    readonly lastOf: (own: readonly Statement[]) => Statement | undefined
  },
): readonly Statement[] =>
  [...Map.groupBy(seen, ({ statement }) => of.keyOf(statement)).values()].flatMap((own) => {
    const days = [...new Set(own.map(({ since }) => since))].sort((a, b) => a - b)
    return days.flatMap((day) => {
      const held = of.lastOf(own.filter(({ since }) => since <= day).map(({ statement }) => statement))
      return held === undefined ? [] : [{ ...held, from: day }]
    })
  })

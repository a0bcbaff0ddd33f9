import type { EntryRow } from '@daybook/projections'
import { legDifferences } from './legs-compared.ts'
import { type Engine, postHistory } from './posted-history.ts'
import { randomFrom } from './random.ts'
import type { RandomHistory } from './random-history.ts'

/** What posting one history led to: how many rows, and what is wrong with them, in words; null when nothing is. */
export type PostingChecked = { readonly rows: number; readonly problem: string | null }

/**
 * Posts a history in random batches, with restarts and with batches that fail on the way, and holds the rows against the plain fold:
 * they net to the legs of its contributions after each event, stand in order, and leave nothing out.
 */
export const checkPosting = async ({ seed, events }: RandomHistory, engine: Engine): Promise<PostingChecked> => {
  await using posted = await postHistory(events, { random: randomFrom(seed), engine })
  const head = BigInt(events.length)
  const rows = await posted.readModel.rowsBetween(0n, head)
  const [unapplied] = await posted.readModel.incomplete(head)
  if (unapplied !== undefined) return { rows: rows.length, problem: `${unapplied.kpi}: ${unapplied.problem}` }
  const audited = await posted.readModel.audit()
  const [difference] = legDifferences(events, rows)
  const problem =
    difference === undefined
      ? (audited[0] ?? disorder(rows))
      : `event ${difference.position}, ${difference.partition}, ${difference.leg}: ledger ${difference.ledger}, fold ${difference.fold}`
  return { rows: rows.length, problem }
}

/** The first two rows that one event posted to one partition in the wrong order: by period, ledger, entity, day. */
const disorder = (rows: readonly EntryRow[]): string | null => {
  const wrong = rows.findIndex((row, index) => index > 0 && isBefore(row, rows[index - 1]!))
  return wrong < 0 ? null : `rows of event ${rows[wrong]!.position} are out of order`
}

const isBefore = (row: EntryRow, former: EntryRow): boolean => {
  if (row.position !== former.position) return row.position < former.position
  if (row.partition !== former.partition) return false
  const [left, right] = [placeOf(row), placeOf(former)]
  const first = left.findIndex((part, index) => part !== right[index])
  return first >= 0 && left[first]! < right[first]!
}

const placeOf = ({ period, ledger, entity, day }: EntryRow): readonly (string | number)[] => [
  period,
  ledger,
  entity.scope,
  entity.id,
  entity.team,
  day,
]

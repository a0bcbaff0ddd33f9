import type { checks } from './checks.ts'
import type { Planting } from './planting.ts'

/** A planted mistake, and what catches it. */
export type PlantedBug = Planting & {
  /** The property that must fail because of it. */
  readonly caughtBy: keyof typeof checks
  /** So many seeds at the beginning are passed over: none of them finds it, and a run of everything has no time for them. */
  readonly skips?: number
}

const projections = (file: string): string => `packages/projections/src/${file}`
const readModel = (file: string): string => `packages/read-model/src/${file}`

const inPosting: readonly PlantedBug[] = [
  {
    name: 'missing-reversal',
    what: 'new entries are posted, old ones never reversed',
    file: projections('diff.ts'),
    text: 'if (former.length > 0)',
    replacement: 'if (former.length < 0)',
    caughtBy: 'posting',
  },
  {
    name: 'correction-adds',
    what: 'a changed order is posted as if it were new: a correction adds its amount to the old one',
    file: projections('account-book.ts'),
    text: 'isFirst ? null : book.facts.get(fact.key)',
    replacement: 'null',
    caughtBy: 'posting',
  },
  {
    name: 'own-day-is-earlier',
    what: 'an order is taken for one that came before it, so that nobody ever buys first',
    file: projections('pieces.ts'),
    text: 'until: day }, only)',
    replacement: 'until: day + 1 }, only)',
    caughtBy: 'posting',
  },
  {
    name: 'unsorted-rows',
    what: 'rows are posted in the order in which they happen to be found',
    file: projections('legs.ts'),
    text: 'rows.sort(inPostingOrder)',
    replacement: 'rows',
    caughtBy: 'posting',
  },
  {
    name: 'stale-rate',
    what: 'a published rate does not touch facts that are posted already',
    file: projections('touched.ts'),
    text: "return { kind: 'currency', keys: [event.data.base, event.data.quote] }",
    replacement: "return 'none'",
    caughtBy: 'posting',
  },
  {
    name: 'stale-team',
    what: 'a rep who joins a team, back-dated, leaves his facts in the former one',
    file: projections('touched.ts'),
    text: "return { kind: 'rep', keys: [event.data.repId] }",
    replacement: "return 'none'",
    caughtBy: 'posting',
  },
  {
    name: 'stale-calendar',
    what: 'a new fiscal calendar leaves posted facts in the months of the old one',
    file: projections('touched.ts'),
    text: "    case 'FiscalCalendarDefined':\n    case 'PolicySet':\n      return 'all'",
    replacement: "    case 'FiscalCalendarDefined':\n      return 'none'\n    case 'PolicySet':\n      return 'all'",
    caughtBy: 'posting',
    skips: 10,
  },
  {
    name: 'narrow-window',
    what: 'a late order is not followed to the last occasion whose rhythm it changes',
    file: projections('pieces.ts'),
    text: 'placeOf(occasions, gaps.until) + reachOf(view.reference.policies))',
    replacement: 'placeOf(occasions, gaps.until) + 2)',
    caughtBy: 'posting',
  },
  {
    name: 'returns-not-stored',
    what: 'which credit notes follow an order is forgotten when posting starts again',
    file: projections('post.ts'),
    text: 'body: JSON.stringify(keys) })',
    replacement: "body: '[]' })",
    caughtBy: 'posting',
  },
  {
    name: 'checkpoint-before-entries',
    what: 'the checkpoint moves, then entries are written one by one: what fails half-way is skipped for ever',
    file: readModel('sqlite-post.ts'),
    text: 'const postAll = book.database.transaction((batch: PostBatch) => {',
    replacement: 'const postAll = ((work) => Object.assign(work, { immediate: work }))((batch: PostBatch) => {',
    caughtBy: 'posting',
  },
]

const inAnswers: readonly PlantedBug[] = [
  {
    name: 'day-excluded',
    what: 'facts of the very day asked for do not count',
    file: readModel('in-memory-rows.ts'),
    text: 'row.day <= query.day)',
    replacement: 'row.day < query.day)',
    caughtBy: 'probes',
    skips: 7,
  },
  {
    name: 'calendar-of-now',
    what: 'a question about the past is answered by the calendar and the rules of now',
    file: readModel('answers/book-reference.ts'),
    text: "this.#readModel.documents('reference', position)",
    replacement: "this.#readModel.documents('reference', 1n << 40n)",
    caughtBy: 'probes',
    skips: 10,
  },
  {
    name: 'float-sums',
    what: 'amounts are added as floating-point numbers',
    file: readModel('measures.ts'),
    text: '(sums[column] ?? 0n) + (measures[column] ?? 0n)',
    replacement: 'BigInt(Number(sums[column] ?? 0n) + Number(measures[column] ?? 0n))',
    caughtBy: 'probes',
  },
  {
    name: 'block-off-by-one',
    what: 'the block of days that holds a position counts as full before its last place is taken',
    file: readModel('block.ts'),
    text: 'blockOf(position + 1) - 1',
    replacement: 'blockOf(position)',
    caughtBy: 'blocks',
  },
]

/** Mistakes in what figures mean: ledger and fold make them alike, brute force does not. */
const inMeaning: readonly PlantedBug[] = [
  {
    name: 'no-month-reset',
    what: 'an account that bought once never counts again as a buyer in a later period',
    file: projections('pieces.ts'),
    text: 'facts: view.facts.between(range), only: sought',
    replacement: 'facts: view.facts.between({ ...range, from: beginning }), only: sought',
    caughtBy: 'oracle',
  },
  {
    name: 'tie-to-the-first',
    what: 'of two assignments from one day the one recorded first holds',
    file: projections('timeline.ts'),
    text: 'a.from === b.from && a.setBy < b.setBy',
    replacement: 'a.from === b.from && a.setBy > b.setBy',
    caughtBy: 'oracle',
    skips: 36,
  },
  {
    name: 'last-day-included',
    what: 'an assignment that ends on a day still holds on it',
    file: projections('timeline.ts'),
    text: 'statement.until !== null && statement.until <= day',
    replacement: 'statement.until !== null && statement.until < day',
    caughtBy: 'oracle',
    skips: 13,
  },
  {
    name: 'forgetful-rhythm',
    what: 'gaps between orders are taken from a summary of the last four: former times of being overdue vanish',
    file: projections('pieces.ts'),
    text: 'const first = Math.max(0, placeOf(occasions, gaps.from) - 1)',
    replacement: 'const first = Math.max(0, occasions.length - 4, placeOf(occasions, gaps.from) - 1)',
    caughtBy: 'oracle',
  },
  {
    name: 'team-counts-twice',
    what: 'an account that two reps of a team sold to counts twice as a buyer of the team',
    file: projections('kpis/buying-accounts.ts'),
    text: 'teamKey === null ? 0n : this.#first(',
    replacement: 'teamKey === null ? 0n : 1n || this.#first(',
    caughtBy: 'oracle',
    skips: 8,
  },
  {
    name: 'credit-note-alone',
    what: 'a credit note takes from the owner of its own day, not from whoever was credited for the order',
    file: projections('credit.ts'),
    text: "policyFor(view.reference, 'return-credit', fact.day) === 'follow-original'",
    replacement: "policyFor(view.reference, 'return-credit', fact.day) === 'own-date'",
    caughtBy: 'oracle',
  },
  {
    name: 'team-of-today',
    what: 'a sale is credited to the team its rep is in now',
    file: projections('credit.ts'),
    text: 'teamOn(view.reference, repId, fact.day)',
    replacement: 'teamOn(view.reference, repId, 2_932_896)',
    caughtBy: 'oracle',
  },
  {
    name: 'rate-of-the-return',
    what: 'a credit note converts at the rate of its own day',
    file: projections('credit.ts'),
    text: 'originalOf(view, fact)?.day ?? fact.day',
    replacement: 'fact.day',
    caughtBy: 'oracle',
  },
  {
    name: 'day-in-greenwich',
    what: 'the day of an instant is told in UTC, not in the reporting zone',
    file: 'packages/domain/src/day.ts',
    text: "if (zone === 'UTC') return",
    replacement: "if (zone !== '') return",
    caughtBy: 'arrival',
  },
]

/** The kit: a property that lets one of these pass proves nothing. */
export const plantedBugs: readonly PlantedBug[] = [...inPosting, ...inAnswers, ...inMeaning]

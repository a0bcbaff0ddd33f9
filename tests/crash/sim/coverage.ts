import type { Tally } from './tally.ts'

/** What a swarm of a few thousand seeds must have tried, or it proves less than it says: each call site that writes, failing in each way. */
const required: readonly string[] = [
  ...['log.append', 'ledgers.claim', 'ledgers.create', 'ledgers.discard', 'ledgers.switchTo', 'ledgers.post'].flatMap((site) => [
    `${site} before`,
    `${site} after`,
  ]),
  'ledgers.post within',
  'ledgers.post busy before',
  'refused: database or disk is full',
  'refused: another process has opened this log for writing',
  'refused: epoch N is not the current one, N',
  'crash',
  'pause',
  'clock jumps',
  'request lost',
  'answer lost',
  'items sent again',
  'facts sent out of order',
  'decisions sent twice at once',
  'decision recorded again',
  'import done again',
  'rebalances',
  'sought back',
  'went back in a partition',
  'records written twice',
  'records put aside',
  'hole',
  'bug',
  'bug while judging',
  'rejected: fault',
  'foreign events',
  'projector found stuck',
  'catch-ups while writing',
  'own writes read',
  'own writes not read in time',
  'pinned answers given again',
  'rebuild done',
  'switch done',
]

/** The seeds from which on all of it must have happened. */
export const seedsForCoverage = 2_000

/** What never happened of it. */
export const missing = (tally: Tally): readonly string[] => required.filter((what) => tally.of(what) === 0)

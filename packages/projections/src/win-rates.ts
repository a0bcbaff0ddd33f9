import type { Calculation, CalculationQuestion } from './calculation.ts'
import { quotient } from './outcome.ts'

/** What win rates have in common: deals won as a part of deals won or lost, by the KPIs that count them. M-49. */
export const winRateKpi = (ended: { readonly won: string; readonly lost: string }) =>
  ({
    unit: 'ratio',
    version: 1,
    kind: 'flow',
    view: 'owner',
    scopes: ['org', 'team', 'rep', 'account'],
    grain: ['month', 'quarter', 'year'],
    forms: ['ytd', 'r12'],
    from: [ended.won, ended.lost],
    formula: 'won / (won + lost)',
    operands: ({ period }: CalculationQuestion) => ({ won: { kpi: ended.won, period }, lost: { kpi: ended.lost, period } }),
    compute: ({ amount }) => quotient(amount('won'), amount('won') + amount('lost'), 'no-base'),
  }) as const satisfies Partial<Calculation>

/** Of which period an area is measured, around a fiscal month: the month itself, its year to date, or its quarter. */
export type Form = 'month' | 'ytd' | 'quarter'

/** One figure of a period. */
export type Figure = { readonly kpi: string; readonly form: Form }

/**
 * How an area is measured. `kpi`: by a figure · `rest`: by one less a figure · `families`: by the product families that each account
 * bought which bought at all · `mean`: by the mean of figures, of those that have a value.
 */
export type AreaMeasure =
  | ({ readonly kind: 'kpi' } & Figure)
  | ({ readonly kind: 'rest' } & Figure)
  | ({ readonly kind: 'families' } & Figure)
  | { readonly kind: 'mean'; readonly of: readonly [Figure, ...Figure[]] }

/** One area of the audit. More is better in all of them. */
export type AuditArea = {
  readonly number: number
  readonly name: string
  readonly title: string
  readonly byRep: AreaMeasure
  /** Null where an account has no such figure. */
  readonly byAccount: AreaMeasure | null
}

const alike = (measure: AreaMeasure) => ({ byRep: measure, byAccount: measure })
const ofRep = (kpi: string, form: Form) => ({ byRep: { kind: 'kpi', kpi, form }, byAccount: null }) as const

/** The version of the table below: whoever changes an area raises it, and with it that of the report. */
export const auditAreasVersion = 1

/** The ten areas of the audit: one line each. M-62 of the domain specification. */
export const auditAreas: readonly AuditArea[] = [
  { number: 1, name: 'attainment', title: 'Quota attainment', ...ofRep('quota-attainment', 'ytd') },
  { number: 2, name: 'growth', title: 'Sales growth', ...alike({ kind: 'kpi', kpi: 'sales-growth', form: 'ytd' }) },
  { number: 3, name: 'breadth', title: 'Breadth: buying accounts', ...ofRep('buying-accounts', 'ytd') },
  {
    number: 4,
    name: 'depth',
    title: 'Depth: average order size',
    ...alike({ kind: 'kpi', kpi: 'average-order-size', form: 'ytd' }),
  },
  { number: 5, name: 'retention', title: 'Retention', ...ofRep('retention', 'ytd') },
  { number: 6, name: 'net-account-gain', title: 'Net account gain', ...ofRep('buying-accounts-change', 'month') },
  {
    number: 7,
    name: 'pattern-care',
    title: 'Care of buying patterns',
    ...alike({ kind: 'rest', kpi: 'overdue-share', form: 'month' }),
  },
  {
    number: 8,
    name: 'product-breadth',
    title: 'Product families per account',
    ...alike({ kind: 'families', kpi: 'orders', form: 'ytd' }),
  },
  {
    number: 9,
    name: 'key-account-plans',
    title: 'Key account plan execution',
    byRep: {
      kind: 'mean',
      of: [
        { kpi: 'follow-through', form: 'quarter' },
        { kpi: 'plan-coverage', form: 'month' },
      ],
    },
    byAccount: { kind: 'kpi', kpi: 'plan-achievement', form: 'quarter' },
  },
  { number: 10, name: 'forecast-accuracy', title: 'Forecast accuracy', ...ofRep('forecast-accuracy', 'ytd') },
]

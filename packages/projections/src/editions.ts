import { type AnyKpi, type Derived, derived, formerDerived, formerKpis, kpis } from './catalogue.ts'
import type { KpiDescription } from './kpi.ts'
import { type LedgerLayout, ledgersOf } from './ledgers.ts'

/** A KPI's version, as ledgers say what they are posted with; in a list, in the order of their columns. */
export type KpiVersion = Pick<KpiDescription, 'name' | 'version' | 'ledger' | 'measure'>

/** The KPIs that a program can post: the newest version of each, and the older ones whose code it still has. */
export type Editions = { readonly current: readonly AnyKpi[]; readonly former: readonly AnyKpi[] }

/** The KPIs of the product. */
export const editions: Editions = { current: kpis, former: formerKpis }

/** What ledgers of certain versions are posted and read with. */
export type Catalogue = {
  /** What is posted. */
  readonly posted: readonly AnyKpi[]
  /** What can be asked for: also a KPI that these ledgers do not know yet, whose cells are all zero. */
  readonly kpis: readonly AnyKpi[]
  readonly ledgers: ReadonlyMap<string, LedgerLayout>
  /** Versions that the program has no longer: their ledgers can be read, and not be posted on. */
  readonly missing: readonly KpiVersion[]
}

/** A KPI whose newest version is not the one that ledgers are posted with; null where there is none. */
export type ChangedVersion = { readonly kpi: string; readonly posted: number | null; readonly current: number | null }

/** The versions that new ledgers are posted with. */
export const currentVersions = ({ current }: Editions): readonly KpiVersion[] => current.map(versionOf)

/** The versions of ledgers that do not say theirs: they are as old as the first release, which had the first of each. */
export const firstVersions = ({ current }: Editions): readonly KpiVersion[] =>
  current.map((kpi) => ({ ...versionOf(kpi), version: 1 }))

const versionOf = ({ name, version, ledger, measure }: KpiDescription): KpiVersion => ({ name, version, ledger, measure })

/**
 * The catalogue of ledgers that were posted with these versions. Columns are where they were: what the program has learnt since comes
 * after them, and is not posted.
 */
export const catalogueOf = (known: Editions, versions: readonly KpiVersion[]): Catalogue => {
  const found = versions.map((version) => ({ version, kpi: kpiOf(known, version) }))
  const posted = found.flatMap(({ kpi }) => (kpi === null ? [] : [kpi]))
  const missing = found.flatMap(({ version, kpi }) => (kpi === null ? [version] : []))
  const added = known.current.filter(({ name }) => !versions.some((version) => version.name === name))
  const readable = missing.flatMap((version) =>
    known.current.flatMap((kpi) => (kpi.name === version.name ? [lost(kpi, version)] : [])),
  )
  return { posted, kpis: [...posted, ...readable, ...added], ledgers: ledgersOf([...versions, ...added]), missing }
}

const kpiOf = ({ current, former }: Editions, { name, version }: KpiVersion): AnyKpi | null =>
  [...current, ...former].find((kpi) => kpi.name === name && kpi.version === version) ?? null

const lost = (kpi: AnyKpi, version: KpiVersion): AnyKpi => ({
  ...kpi,
  ...version,
  contributions: () => {
    throw new Error(`version ${version.version} of ${version.name} is no longer in this program`)
  },
})

/**
 * The measures that are computed from what these ledgers are posted with: the newest version of each, or an older one where the ledgers hold
 * what that is computed from and not what the newest is.
 */
export const derivedFrom = ({ posted }: Pick<Catalogue, 'posted'>): readonly Derived[] => {
  const isPosted = (name: string): boolean =>
    posted.some((kpi) => kpi.name === name) || derived.some((measure) => measure.name === name && isComputed(measure))
  const isComputed = (measure: Derived): boolean => partsOf(measure).every(isPosted)
  return derived.map((measure) => {
    if (isComputed(measure)) return measure
    return formerDerived.find((former) => former.name === measure.name && isComputed(former)) ?? measure
  })
}

const partsOf = (measure: Derived): readonly string[] =>
  'from' in measure ? measure.from : [measure.numerator, measure.denominator]

/** Which KPIs have another version now than the ledgers were posted with. */
export const changedVersions = (from: readonly KpiVersion[], to: readonly KpiVersion[]): readonly ChangedVersion[] => {
  const names = new Set([...from, ...to].map(({ name }) => name))
  const versionIn = (versions: readonly KpiVersion[], kpi: string): number | null =>
    versions.find(({ name }) => name === kpi)?.version ?? null
  return [...names]
    .map((kpi) => ({ kpi, posted: versionIn(from, kpi), current: versionIn(to, kpi) }))
    .filter(({ posted, current }) => posted !== current)
}

/** What new ledgers of the product are posted and read with. */
export const currentCatalogue: Catalogue = catalogueOf(editions, currentVersions(editions))

import { expect, test } from 'vitest'
import { catalogueOf, derivedFrom, editions } from '../editions.ts'
import { retention } from './retention.ts'
import { retentionV1 } from './retention.v1.ts'
import { retentionKept } from './retention-kept.ts'
import { retentionOpening } from './retention-opening.ts'

test('ledgers that hold the cohorts of the first version are read with it, and those of today with the newest', () => {
  const former = [retentionOpening, retentionKept].map(({ name, version, ledger, measure }) => ({
    name,
    version,
    ledger,
    measure,
  }))
  const of = (versions: Parameters<typeof catalogueOf>[1]) =>
    derivedFrom(catalogueOf(editions, versions)).find(({ name }) => name === 'retention')
  expect(of(former)).toBe(retentionV1)
  expect(of(editions.current)).toBe(retention)
})

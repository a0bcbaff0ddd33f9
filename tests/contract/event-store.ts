import { describe } from 'vitest'
import { noon, type Open, type Opened } from './event-store-facts.ts'
import { batchesContract, identitiesContract } from './event-store-identities.ts'
import { readsContract } from './event-store-reads.ts'
import { recordsContract, timesContract } from './event-store-records.ts'
import { placesContract, revisionsContract } from './event-store-revisions.ts'

/** What an engine cannot be told, and why: the tests that need it are skipped, and say so. */
export type Lacking = { readonly clock?: string }

/** What every engine of the event store must do. */
export const eventStoreContract = (name: string, open: Open, lacking: Lacking = {}): void => {
  const opened: Opened = async (clock = () => noon) => open({ clock })

  describe(`the event store (${name})`, () => {
    describe('places', () => placesContract(opened))
    describe('revisions', () => revisionsContract(opened))
    describe('identities', () => identitiesContract(opened))
    describe('batches', () => batchesContract(opened))
    describe('recorded times', () => timesContract(opened, lacking))
    describe('side records', () => recordsContract(opened))
    describe('reads', () => readsContract(opened))
  })
}

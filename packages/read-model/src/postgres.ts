import { isBusy } from '@daybook/postgres'
import { auditPostgres } from './postgres-audit.ts'
import { readPostgresDimensions } from './postgres-dimensions.ts'
import { readPostgresDocuments } from './postgres-documents.ts'
import { checkpointOf, type Ledger } from './postgres-ledger.ts'
import { type PostgresFailpoint, PostgresPosting, refuseMisplaced } from './postgres-post.ts'
import { readPostgresRows } from './postgres-rows.ts'
import { readPostgresTotals } from './postgres-totals.ts'
import { catchUp, workingStateOf } from './postgres-working.ts'
import type { ReadModel } from './read-model.ts'
import { WorkingCopy } from './working-copy.ts'

/** Ledgers on a PostgreSQL server. */
export interface PostgresReadModel extends ReadModel {
  /**
   * Brings the working copy to the checkpoint and says where that is. Who stands by to post calls it now and then, so that a claim has
   * little left to fetch.
   */
  follow(): Promise<bigint>
}

/** The read model over the ledgers of one generation; the working copy is opened when they are first claimed or followed. */
export const postgresReadModel = (
  ledger: Ledger,
  { workingFile, failpoint }: { readonly workingFile: string; readonly failpoint: PostgresFailpoint },
): PostgresReadModel => {
  const posting = new PostgresPosting(ledger, failpoint)
  let copy: WorkingCopy | null = null
  const opened = (): WorkingCopy => {
    copy ??= new WorkingCopy(workingFile)
    return copy
  }
  return {
    claim: async () => {
      const epoch = await posting.claim()
      await catchUp(ledger, opened())
      return epoch
    },
    follow: () => catchUp(ledger, opened()),
    checkpoint: () => checkpointOf(ledger),
    storesAside: true,
    post: async (batch) => {
      refuseMisplaced(batch)
      opened().hold(batch)
      try {
        await posting.post(batch)
      } catch (error) {
        // What is busy is posted again, and the next batch may be in the making on what is shown.
        if (!isBusy(error)) opened().letGo()
        throw error
      }
      opened().keepHeld(batch)
    },
    working: workingStateOf(() => {
      if (copy === null) throw new Error('the working state is there once the ledgers are claimed')
      return copy
    }),
    ...readPostgresTotals(ledger),
    ...readPostgresRows(ledger),
    ...readPostgresDimensions(ledger),
    ...readPostgresDocuments(ledger),
    audit: () => auditPostgres(ledger),
    [Symbol.asyncDispose]: async () => copy?.close(),
  }
}

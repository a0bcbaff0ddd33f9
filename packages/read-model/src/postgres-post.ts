import { type Connection, changedBy, copyInto, inTransaction, isUnavailable, rowsOf } from '@daybook/postgres'
import { blockOf, lastFullBlock } from './block.ts'
import { Chains } from './postgres-chains.ts'
import { codedEntries, placed, yearOf } from './postgres-entries.ts'
import { checkpointOf, checkpointOn, type Ledger } from './postgres-ledger.ts'
import { PostedNames } from './postgres-names.ts'
import { postNotes } from './postgres-notes.ts'
import { sealBlock } from './postgres-seal.ts'
import { assertEpoch, type PostBatch, PostingFault } from './read-model.ts'

/** Where a test may end the server, or make posting fail: in the middle of the transaction, before its commit, after it. */
export type PostgresFailpoint = (name: 'in-post' | 'before-commit' | 'after-commit') => Promise<void> | void

const repeatsMax = 3

/** Posts batches: everything in one transaction, behind the epoch. */
export class PostgresPosting {
  readonly #ledger: Ledger
  readonly #failpoint: PostgresFailpoint
  readonly #names: PostedNames
  readonly #chains: Chains
  readonly #years = new Set<number>()
  /** Where what is kept at hand stands: as long as we hold the epoch and posted last, nobody else has changed it. */
  #through: { readonly position: bigint; readonly epoch: bigint } | null = null
  /** The batch whose commit may have happened, or may yet: the server goes on with one whose connection is gone. */
  #unsure: PostBatch | null = null

  constructor(ledger: Ledger, failpoint: PostgresFailpoint) {
    this.#ledger = ledger
    this.#failpoint = failpoint
    this.#names = new PostedNames(ledger.schema)
    this.#chains = new Chains(ledger.schema)
  }

  async claim(): Promise<bigint> {
    this.#forget()
    return inTransaction(this.#ledger.posting, async (client) => {
      const text = `UPDATE ${this.#ledger.schema}.checkpoint SET epoch = epoch + 1 RETURNING epoch`
      const [row] = await rowsOf<[bigint]>(client, { text })
      if (row === undefined) throw new Error('the ledgers have lost their checkpoint')
      return row[0]
    })
  }

  /** A commit whose answer is lost may have happened: the checkpoint tells. */
  async post(batch: PostBatch): Promise<void> {
    for (let repeat = 0; ; repeat += 1) {
      try {
        await this.#post(batch)
        this.#unsure = null
        return
      } catch (error) {
        this.#forget()
        const isRepeated = this.#unsure === batch && error instanceof PostingFault
        if (isUnavailable(error)) this.#unsure = batch
        if (!(isUnavailable(error) || isRepeated) || repeat === repeatsMax) throw error
        if (await this.#isPosted(batch)) return
        if (isRepeated) throw error
      }
    }
  }

  async #isPosted(batch: PostBatch): Promise<boolean> {
    const { position, epoch } = await checkpointOf(this.#ledger)
    assertEpoch(batch.epoch, epoch)
    if (position !== batch.from && position !== batch.to) throw misplaced(batch, position)
    return position !== batch.from
  }

  async #post(batch: PostBatch): Promise<void> {
    const { position, epoch } = this.#through ?? {}
    if (position !== batch.from || epoch !== batch.epoch) this.#forget()
    await inTransaction(this.#ledger.posting, async (client) => {
      await this.#moveCheckpoint(client, batch)
      await this.#names.meet(client, batch)
      await this.#postRows(client, batch)
      await this.#failpoint('in-post')
      await postNotes(client, batch, { schema: this.#ledger.schema, names: this.#names })
      for (let block = blockOf(Number(batch.from + 1n)); block <= lastFullBlock(Number(batch.to)); block += 1)
        await sealBlock(client, this.#ledger.schema, block)
      await this.#failpoint('before-commit')
    })
    await this.#failpoint('after-commit')
    this.#through = { position: batch.to, epoch: batch.epoch }
    this.#names.forgetWhenMany()
    this.#chains.forgetWhenMany()
  }

  async #moveCheckpoint(client: Connection, { epoch, from, to, rows }: PostBatch): Promise<void> {
    const { schema } = this.#ledger
    const moved = await changedBy(client, {
      name: `fence ${schema}`,
      text: `UPDATE ${schema}.checkpoint SET position = $1::int8, events = events + $1::int8 - $2::int8, entries = entries + $3::int8
        WHERE position = $2::int8 AND epoch = $4::int8`,
      values: [to, from, rows.length, epoch],
    })
    if (moved === 1) return
    const current = await checkpointOn(client, schema)
    assertEpoch(epoch, current.epoch)
    throw misplaced({ from }, current.position)
  }

  async #postRows(client: Connection, batch: PostBatch): Promise<void> {
    if (batch.rows.length === 0) return
    const { schema } = this.#ledger
    const periods = new Set(batch.rows.map(({ period }) => period))
    for (const year of new Set([...periods].map(yearOf))) {
      if (year === null || this.#years.has(year)) continue
      await rowsOf(client, { text: `SELECT 1 FROM ${schema}.open_year($1)`, values: [year] })
      this.#years.add(year)
    }
    const rows = placed(batch.rows, { names: this.#names, chains: this.#chains, shards: this.#ledger.shards })
    await this.#chains.meet(client, new Set(rows.map(({ end }) => end)))
    await copyInto(client, `${schema}.entry`, codedEntries(rows, this.#names))
  }

  #forget(): void {
    this.#through = null
    this.#names.forget()
    this.#chains.forget()
    this.#years.clear()
  }
}

/** Before anything is stored, and without asking the server. */
export const refuseMisplaced = ({ from, to, rows }: PostBatch): void => {
  if (to < from) throw new Error(`a batch cannot end at ${to} when it begins after ${from}`)
  let before = from + 1n
  for (const { position } of rows) {
    if (position < before || position > to) throw new Error(`a row at ${position} does not belong to the batch`)
    before = position
  }
}

const misplaced = ({ from }: Pick<PostBatch, 'from'>, position: bigint): PostingFault =>
  new PostingFault('not-at-checkpoint', `the batch begins after ${from}, the checkpoint is ${position}`)

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Recorded } from '@daybook/domain'
import { createPoster, isReferenceEvent, type Poster } from '@daybook/projections'
import { openInMemoryReadModel, openSqliteReadModel, type PostBatch, type ReadModel } from '@daybook/read-model'
import type { Random } from './random.ts'

/** How a history is posted. Without chance: all at once. */
export type Manner = {
  /** Cuts the history into batches; now and then a batch fails, or posting starts anew from what is stored. */
  readonly random?: Random
  readonly engine?: Engine
}

export type Engine = 'in-memory' | 'sqlite'

/** A read model with a whole history posted. */
export type PostedHistory = AsyncDisposable & {
  readonly readModel: ReadModel
  readonly batches: number
  readonly restarts: number
}

/** Posts a history as a projector does: in batches, each with the checkpoint, going on from stored working state after a restart. */
export const postHistory = async (events: readonly Recorded[], manner: Manner = {}): Promise<PostedHistory> => {
  const { random } = manner
  const opened = await openEngine(manner.engine ?? 'in-memory')
  const { readModel } = opened
  let epoch = await readModel.claim()
  let poster = await posterOf(readModel, events)
  let [position, batches, restarts] = [-1n, 0, 0]
  while (position < BigInt(events.length - 1)) {
    const size = random === undefined ? events.length : random.pick([1, 1, 2, 3, random.between(1, 60)])
    const batch = events.slice(Number(position) + 1, Number(position) + 1 + size)
    for (const event of batch) poster.post(event)
    const posted = { ...poster.take(), epoch, from: position, to: position + BigInt(batch.length) }
    if (random?.chance(5)) await failToPost(readModel, posted)
    await readModel.post(posted)
    position += BigInt(batch.length)
    batches += 1
    if (random?.chance(15) !== true) continue
    epoch = await readModel.claim()
    poster = await posterOf(readModel, events)
    restarts += 1
  }
  return { readModel, batches, restarts, [Symbol.asyncDispose]: opened[Symbol.asyncDispose] }
}

/** Posts a batch that turns out not to fit when almost all of it is written: nothing of it may be left. */
const failToPost = async (readModel: ReadModel, batch: PostBatch): Promise<void> => {
  const last = batch.rows.at(-1)
  if (last === undefined) return
  const rows = [...batch.rows, { ...last, position: batch.to + 1n }]
  const refused = await readModel.post({ ...batch, rows }).then(
    () => false,
    () => true,
  )
  if (!refused) throw new Error(`a row at ${batch.to + 1n} was posted with the events up to ${batch.to}`)
}

const openEngine = async (engine: Engine): Promise<AsyncDisposable & { readonly readModel: ReadModel }> => {
  if (engine === 'in-memory') return { readModel: openInMemoryReadModel(), [Symbol.asyncDispose]: async () => {} }
  const folder = mkdtempSync(join(tmpdir(), 'daybook-'))
  const readModel = await openSqliteReadModel({ file: join(folder, 'ledger.db') })
  return {
    readModel,
    [Symbol.asyncDispose]: async () => {
      await readModel[Symbol.asyncDispose]()
      rmSync(folder, { recursive: true })
    },
  }
}

const posterOf = async (readModel: ReadModel, events: readonly Recorded[]): Promise<Poster> => {
  const { position } = await readModel.checkpoint()
  const posted = await readModel.eventsOf('reference:book', position)
  const history = posted.map((at) => events[Number(at)]!).filter(isReferenceEvent)
  // With none at hand all that an event reaches back to is read from what is stored.
  return createPoster({ working: readModel.working, history, factsAtHand: 0 })
}

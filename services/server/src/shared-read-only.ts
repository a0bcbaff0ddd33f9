import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Settings } from '@daybook/projections'
import type { Config } from './config.ts'
import { assertMoved } from './move-target.ts'
import { postedWithIn, type ReadOnlyBook } from './read-only-book.ts'
import { differingKpis, digestsOf, digestsPostedAnew } from './same-book.ts'
import { assertPrepared, openSharedLedgers, openSharedLog, sharedBookOf } from './shared-book.ts'

/**
 * Opens a book on servers to be read: it takes no part in what its processes share, and disturbs none of them. Nothing is made or upgraded:
 * a database without a book is refused, and tables that are not of this release are.
 */
export const openSharedReadOnly = async (config: Config): Promise<ReadOnlyBook> => {
  await using opened = new AsyncDisposableStack()
  const folder = opened.adopt(await mkdtemp(join(tmpdir(), 'daybook-look-')), (made) => rm(made, { recursive: true }))
  const book = { ...sharedBookOf(config), folder }
  await assertPrepared(book)
  const eventStore = opened.use((await openSharedLog(book, { readOnly: true, asItIs: true })).eventStore)
  await assertMoved(eventStore)
  const generations = opened.use(await openSharedLedgers(book, { asItIs: true }))
  const generation = await generations.active()
  const readModel = opened.use(await generations.open(generation))
  const postedWith = await postedWithIn(generations, { generation, readModel })
  const damage = await generations.damageOf(generation)
  const kept = opened.move()
  return {
    eventStore,
    readModel,
    generation,
    postedWith,
    damage,
    markDamaged: (problem) => generations.markDamaged(generation, problem),
    otherThanAnew: async (settings: Settings) => {
      const { position: through } = await readModel.checkpoint()
      const anew = await digestsPostedAnew({ eventStore, settings, through, postedWith })
      return differingKpis(anew, await digestsOf(readModel, through, postedWith.catalogue)).map(({ kpi }) => kpi)
    },
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  }
}

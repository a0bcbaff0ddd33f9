import type { Ledgers } from '@daybook/api'
import type { EventStore } from '@daybook/event-store'
import { kpis, ledgers as layouts, ratios, type Settings } from '@daybook/projections'
import type { Projector } from '@daybook/projector'
import { type Generations, openAnswers, type ReadModel } from '@daybook/read-model'

type LedgerSources = {
  readonly eventStore: EventStore
  readonly generations: Generations
  readonly projector: Projector | null
  readonly settings: Settings
}

/** The ledgers that are read. The generation before stays open beside the one that answers, as a request may still read it. */
export type ReadLedgers = AsyncDisposable & { readonly current: () => Promise<Ledgers & { readonly readModel: ReadModel }> }

/** Opens the generation that answers, whenever that is another one than before. */
export const readLedgers = ({ eventStore, generations, projector, settings }: LedgerSources): ReadLedgers => {
  const opened = new Map<number, ReturnType<ReadLedgers['current']>>()
  let former: number | null = null

  const open = async (generation: number) => {
    const readModel = await generations.open(generation)
    const measures = { kpis, ratios, ledgers: layouts }
    return { generation, readModel, answers: openAnswers({ readModel, log: eventStore, measures, settings }) }
  }
  const close = async (generation: number): Promise<void> => {
    const ledgers = opened.get(generation)
    opened.delete(generation)
    await (await ledgers)?.readModel[Symbol.asyncDispose]()
  }
  // A file that is deleted takes its room on the disk for as long as it is open.
  const openBeside = async (generation: number, kept: number | null) => {
    try {
      const ledgers = await open(generation)
      for (const other of [...opened.keys()].filter((one) => one !== generation && one !== kept)) await close(other)
      return ledgers
    } catch (error) {
      opened.delete(generation)
      throw error
    }
  }

  return {
    current: async () => {
      const generation = projector?.status().generation ?? (await generations.active())
      const known = opened.get(generation) ?? openBeside(generation, former)
      opened.set(generation, known)
      former = generation
      return known
    },
    [Symbol.asyncDispose]: async () => {
      for (const generation of [...opened.keys()]) await close(generation)
    },
  }
}

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

/** The ledgers that are read; each generation is opened once and closed at the end, as a request may still read the former. */
export type ReadLedgers = AsyncDisposable & { readonly current: () => Promise<Ledgers & { readonly readModel: ReadModel }> }

/** Opens the generation that answers, whenever that is another one than before. */
export const readLedgers = ({ eventStore, generations, projector, settings }: LedgerSources): ReadLedgers => {
  const opened = new Map<number, ReturnType<ReadLedgers['current']>>()
  const open = async (generation: number) => {
    const readModel = await generations.open(generation)
    const measures = { kpis, ratios, ledgers: layouts }
    return { generation, readModel, answers: openAnswers({ readModel, log: eventStore, measures, settings }) }
  }
  return {
    current: async () => {
      const generation = projector?.status().generation ?? (await generations.active())
      const known = opened.get(generation) ?? open(generation)
      opened.set(generation, known)
      return known
    },
    [Symbol.asyncDispose]: async () => {
      for (const ledgers of opened.values()) await (await ledgers).readModel[Symbol.asyncDispose]()
    },
  }
}

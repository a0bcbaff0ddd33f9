import type { Ledgers } from '@daybook/api'
import type { EventStore } from '@daybook/event-store'
import { kpis, ledgers as layouts, ratios, type Settings } from '@daybook/projections'
import type { Projector } from '@daybook/projector'
import { type Generations, openAnswers } from '@daybook/read-model'

type LedgerSources = {
  readonly eventStore: EventStore
  readonly generations: Generations
  readonly projector: Projector | null
  readonly settings: Settings
}

/** The generation that answers now, opened once each. What was opened is closed with the generations. */
export const ledgersOf = ({ eventStore, generations, projector, settings }: LedgerSources): (() => Promise<Ledgers>) => {
  const opened = new Map<number, Promise<Ledgers>>()
  const open = async (generation: number): Promise<Ledgers> => {
    const readModel = await generations.open(generation)
    const measures = { kpis, ratios, ledgers: layouts }
    return { generation, readModel, answers: openAnswers({ readModel, log: eventStore, measures, settings }) }
  }
  return async () => {
    const generation = projector?.status().generation ?? (await generations.active())
    const known = opened.get(generation) ?? open(generation)
    opened.set(generation, known)
    return known
  }
}

import type { Ledgers } from '@daybook/api'
import type { EventStore } from '@daybook/event-store'
import {
  catalogueOf,
  derivedFrom,
  type Editions,
  type KpiVersion,
  editions as productEditions,
  type Settings,
} from '@daybook/projections'
import { madeWithOf, type Projector } from '@daybook/projector'
import { type Generations, openAnswers, type ReadModel, type Sources } from '@daybook/read-model'

type LedgerSources = {
  readonly eventStore: EventStore
  readonly generations: Generations
  readonly projector: Projector | null
  readonly settings: Settings
  readonly editions?: Editions
}

/** The ledgers that are read. The generation before stays open beside the one that answers, as a request may still read it. */
export type ReadLedgers = AsyncDisposable & {
  readonly current: () => Promise<OpenedLedgers>
  /** A generation while it is there; null otherwise. */
  readonly of: (generation: number) => Promise<OpenedLedgers | null>
  /** A generation that has a KPI at this version, the newest first; null where none has. */
  readonly having: (kpi: string, version: number) => Promise<OpenedLedgers | null>
  /** A generation beside those that are kept open, for the caller to close. */
  readonly apart: (generation: number) => Promise<OpenedLedgers>
}

/** A generation with what it is posted with. */
export type OpenedLedgers = Ledgers & {
  readonly readModel: ReadModel
  readonly versions: readonly KpiVersion[]
  readonly sources: Sources
}

/** Opens the generation that answers, whenever that is another one than before. */
export const readLedgers = (given: LedgerSources): ReadLedgers => {
  const { generations, projector } = given
  const opened = new Map<number, ReturnType<ReadLedgers['current']>>()
  let former: number | null = null

  const open = (generation: number): Promise<OpenedLedgers> => openLedgers(given, generation)
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

  const of = async (generation: number): Promise<OpenedLedgers | null> => {
    if (!(await generations.list()).some((one) => one.generation === generation)) return null
    const known = opened.get(generation)
    if (known !== undefined) return known
    // It is closed with the others when another generation answers.
    const ledgers = open(generation)
    opened.set(generation, ledgers)
    ledgers.catch(() => opened.delete(generation))
    return ledgers
  }

  return {
    of,
    having: async (kpi, version) => {
      for (const { generation } of (await generations.list()).toReversed()) {
        const ledgers = await of(generation)
        if (ledgers?.versions.some((one) => one.name === kpi && one.version === version)) return ledgers
      }
      return null
    },
    apart: open,
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

const openLedgers = async (given: LedgerSources, generation: number): Promise<OpenedLedgers> => {
  const { eventStore, generations, settings, editions = productEditions } = given
  await using opened = new AsyncDisposableStack()
  const readModel = opened.use(await generations.open(generation))
  const { position } = await readModel.checkpoint()
  const { versions } = await madeWithOf({ generations, generation, position, editions })
  const catalogue = catalogueOf(editions, versions)
  const { kpis, ledgers } = catalogue
  const derived = derivedFrom(catalogue)
  const newest = new Map(editions.current.map(({ name, version }) => [name, version]))
  const sources = { readModel, log: eventStore, measures: { kpis, derived, ledgers, newest }, settings }
  const answers = openAnswers(sources)
  opened.move()
  return { generation, readModel, versions, sources, answers }
}

import { currentVersions, type Editions, firstVersions, type KpiVersion } from '@daybook/projections'
import type { Generations } from '@daybook/read-model'
import { z } from 'zod'

const Words = z.strictObject({
  kpis: z.array(z.strictObject({ name: z.string(), version: z.int(), ledger: z.string(), measure: z.enum(['amount', 'count']) })),
  eventsPerSecondMax: z.number().positive().nullable(),
})

/** What a generation is posted with. */
export type MadeWith = {
  /** The KPIs in the order of their columns. */
  readonly versions: readonly KpiVersion[]
  /** At most how many events a second a rebuild takes, also after a restart; null: as many as it can. */
  readonly eventsPerSecondMax: number | null
}

type Asked = {
  readonly generations: Pick<Generations, 'madeWith'>
  readonly generation: number
  /** The checkpoint of the generation. */
  readonly position: bigint
  readonly editions: Editions
}

/**
 * What a generation is posted with. One that does not say is posted with the newest versions when it is empty; else it was posted by a
 * release that did not say yet, when every KPI was at its first.
 */
export const madeWithOf = async ({ generations, generation, position, editions }: Asked): Promise<MadeWith> => {
  const words = await generations.madeWith(generation)
  if (words === null)
    return { versions: position < 0n ? currentVersions(editions) : firstVersions(editions), eventsPerSecondMax: null }
  const { kpis, eventsPerSecondMax } = Words.parse(JSON.parse(words))
  return { versions: kpis, eventsPerSecondMax }
}

/** The same as it is kept. */
export const wordsOf = ({ versions, eventsPerSecondMax }: MadeWith): string =>
  JSON.stringify({ kpis: [...versions], eventsPerSecondMax } satisfies z.infer<typeof Words>)

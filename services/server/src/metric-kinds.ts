import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import { inTime } from './servers.ts'

export type { Registry }

/** A registry with the usual metrics of a process. */
export const newRegistry = (): Registry => {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  return registry
}

type Named = { readonly name: string; readonly help: string }
type Labels = Readonly<Record<string, string | number>>

/** One line of a metric: its labels, and how it stands. */
export type Line = readonly [labels: Labels, value: number]

type Labelled = Named & { readonly labelNames: readonly string[] }

/** Counts what happens, as it happens. */
export const counter = <Label extends string>(registry: Registry, { name, help }: Named, labelNames: readonly Label[]) =>
  new Counter({ name, help, labelNames: [...labelNames], registers: [registry] })

/** Counts up and down what happens. */
export const level = (registry: Registry, { name, help }: Named) => new Gauge({ name, help, registers: [registry] })

/** Times by buckets, whose upper ends are seconds. */
export const histogram = (registry: Registry, { name, help, labelNames }: Labelled, buckets: readonly number[]) =>
  new Histogram({ name, help, labelNames: [...labelNames], buckets: [...buckets], registers: [registry] })

/**
 * A gauge that is read from the data at each scrape. What cannot be read in time is left out, as nobody knows it: the rest is told all
 * the same, and just then somebody looks.
 */
export const gauge = (registry: Registry, named: Named, read: () => Promise<number> | number): void =>
  gauges(registry, { ...named, labelNames: [] }, async () => [[{}, await read()]])

/** The same with a line for each thing that is there now. */
export const gauges = (registry: Registry, labelled: Labelled, read: Reading): void => {
  new Gauge({
    ...readAtScrape(labelled, read, (gauge: Gauge, [labels, value]) => gauge.set(labels, value)),
    registers: [registry],
  })
}

/** Counters that are kept where it happens, in other threads as well, and told here as they stand. */
export const counters = (registry: Registry, labelled: Labelled, read: Reading): void => {
  new Counter({
    ...readAtScrape(labelled, read, (counter: Counter, [labels, value]) => counter.inc(labels, value)),
    registers: [registry],
  })
}

type Reading = () => Promise<readonly Line[]> | readonly Line[]

/** A metric whose lines are read anew at each scrape. */
const readAtScrape = <Told extends Gauge | Counter>(
  { name, help, labelNames }: Labelled,
  read: Reading,
  tell: (metric: Told, line: Line) => void,
) => ({
  name,
  help,
  labelNames: [...labelNames],
  async collect(this: Told): Promise<void> {
    const lines = await known(read)
    this.reset()
    if (labelNames.length === 0) this.remove()
    for (const line of lines) tell(this, line)
  },
})

/** One look for all who want to know at the same time, as the metrics of one scrape do. */
export const shared = <Value>(look: () => Promise<Value>): (() => Promise<Value>) => {
  let looking: Promise<Value> | null = null
  return () => {
    looking ??= look().finally(() => {
      looking = null
    })
    return looking
  }
}

const known = async (read: Reading): Promise<readonly Line[]> => inTime((async () => read())()).catch(() => [])

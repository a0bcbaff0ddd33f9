import type { Config } from './config.ts'

/** At most how many events a second a rebuild takes that is told nothing else; null: no bound. */
export const rebuildPaceOf = ({ rebuildEventsPerSecond }: Config): number | null =>
  rebuildEventsPerSecond === 0 ? null : rebuildEventsPerSecond

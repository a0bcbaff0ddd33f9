export { type ComposeOptions, compose, type OpenedBook } from './compose.ts'
export { type Config, readConfig } from './config.ts'
export type { Failpoints } from './host.ts'
export { runFromSystem } from './system.ts'

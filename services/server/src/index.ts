export { type ComposeOptions, compose, type OpenedBook } from './compose.ts'
export { type Config, readConfig } from './config.ts'

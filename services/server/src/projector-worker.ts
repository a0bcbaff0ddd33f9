// The thread in which the ledgers of one data folder are posted: SQLite is synchronous, and answers must not wait for it.
await import('./compile-cache.ts')
const { runProjectorThread } = await import('./projector-thread.ts')
await runProjectorThread()

export {}

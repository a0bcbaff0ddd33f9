import type { Readable } from 'node:stream'

type Stream = { write(text: string): unknown; readonly isTTY?: boolean; readonly columns?: number }

/** For crash tests, which bring an entry file of their own (reliability 5). The product has none. */
export type Failpoints = {
  /** Called at the named points of the main thread; may end the process, throw or wait. */
  readonly at: (name: string) => void
  /** What runs in the projector's thread in the place of the product's own file. */
  readonly projectorWorker: URL
}

/** What the program gets from the system that runs it; tests bring their own. */
export type Host = {
  readonly stdin: Readable & { readonly isTTY?: boolean }
  readonly stdout: Stream
  readonly stderr: Stream
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly clock: () => number
  /** Aborts when the user or the system asks to end: finish what is begun, keep the place, say how to go on. */
  readonly stopping: AbortSignal
  /** Asks the process to end, as a signal does. */
  readonly stop: () => void
  readonly failpoints?: Failpoints | undefined
}

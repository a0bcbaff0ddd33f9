import type { Readable } from 'node:stream'

type Stream = { write(text: string): unknown; readonly isTTY?: boolean; readonly columns?: number }

/** What the program gets from the system that runs it; tests bring their own. */
export type Host = {
  readonly stdin: Readable & { readonly isTTY?: boolean }
  readonly stdout: Stream
  readonly stderr: Stream
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly clock: () => number
  /** Aborts when the user or the system asks to end: finish what is begun, keep the place, say how to go on. */
  readonly stopping: AbortSignal
}

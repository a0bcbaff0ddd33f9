/** How a call ends that ends badly: a gRPC status, with the trailers that a server would send. */
export type Ending = { readonly code: number; readonly trailers?: Readonly<Record<string, string>> }

/** What befalls an append. `committed`: the events are stored, and the sender does not hear of it. */
export type AppendFault =
  | { readonly kind: 'hang'; readonly committed: boolean }
  | { readonly kind: 'end'; readonly committed: boolean; readonly ending: Ending }
  /** The connection is cut, as by a server that is killed and starts again. */
  | { readonly kind: 'cut'; readonly committed: boolean }
  /** The server does not know the events again that it has stored, and tells the revision of the stream instead. */
  | { readonly kind: 'forget' }
  /** The answer comes when the test lets it. */
  | { readonly kind: 'late'; readonly released: Promise<void> }

/** What befalls a read: of a page, or of a subscription after so many events. */
export type ReadFault =
  | { readonly kind: 'hang'; readonly afterEvents: number }
  | { readonly kind: 'end'; readonly afterEvents: number; readonly ending: Ending }
  | { readonly kind: 'omit'; readonly stream: string; readonly revision: bigint }
  /** Tells the end of the log as its checkpoint before anything is sent, and sends what it sent before once more. */
  | { readonly kind: 'lie' }

/** What is still to befall: the first of a list befalls the next call of its kind, which takes it away. */
export type Faults = { readonly append: AppendFault[]; readonly read: ReadFault[]; readonly subscribe: ReadFault[] }

/** The statuses of gRPC that matter here, by number. All but the last leave an outcome open. */
export const statuses = {
  cancelled: 1,
  unknown: 2,
  deadlineExceeded: 4,
  aborted: 10,
  unavailable: 14,
  unauthenticated: 16,
} as const

/** What a follower answers to a call that requires the leader. */
export const notLeader = (port: number): Ending => ({
  code: statuses.unknown,
  trailers: { exception: 'not-leader', 'leader-endpoint-host': '127.0.0.1', 'leader-endpoint-port': String(port) },
})

/** The stored form of an event: `version` is that of its type's schema. */
export type StoredEvent = {
  readonly type: string
  readonly version?: number
  readonly effectiveOn: string
  readonly data: Readonly<Record<string, unknown>>
}

/**
 * How an old stored event becomes one of the next version: the first function takes version 1 to 2, and so on.
 * Functions are only ever appended; a stored event is never edited.
 */
export const upcasts: Readonly<Record<string, readonly ((event: StoredEvent) => StoredEvent)[]>> = {}

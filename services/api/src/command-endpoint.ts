import type { EventName } from '@daybook/domain'

/** One endpoint of a decision: which event it asks for, and which of its fields stand in the path. */
export type CommandEndpoint = {
  readonly path: string
  readonly type: EventName
  readonly operationId: string
  readonly summary: string
  /** A body that is right as it stands. */
  readonly example: Readonly<Record<string, unknown>>
}

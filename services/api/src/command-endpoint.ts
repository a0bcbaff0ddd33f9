import type { CommandName, EventName } from '@daybook/domain'

/** One endpoint of a decision: which event it asks for, or which command where it asks for several, and what stands in the path. */
export type CommandEndpoint = {
  readonly path: string
  readonly type: EventName | CommandName
  readonly operationId: string
  readonly summary: string
  /** A body that is right as it stands. */
  readonly example: Readonly<Record<string, unknown>>
}

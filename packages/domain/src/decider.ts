import type { Identified } from './event.ts'
import type { Result } from './result.ts'

/** One aggregate: what happened to it so far, and what may happen next. `evolve` never refuses; `decide` awaits nothing. */
export type Decider<State, Command, Event, Refusal> = {
  readonly initialState: State
  readonly evolve: (state: State, event: Identified<Event>) => State
  readonly decide: (state: State, command: Command) => Result<readonly Event[], Refusal>
}

/** Whether two parsed values say the same. Sound for what a schema has parsed: its keys stand in the order of the schema. */
export const isSame = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other)

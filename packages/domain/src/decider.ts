import type { Result } from './result.ts'

/** One aggregate: what happened to it so far, and what may happen next. `evolve` never refuses; `decide` awaits nothing. */
export type Decider<State, Command, Event, Refusal> = {
  readonly initialState: State
  readonly evolve: (state: State, event: Event) => State
  readonly decide: (state: State, command: Command) => Result<readonly Event[], Refusal>
}

import type { Decider, DomainEvent, Identified, Recorded, Source, StreamName } from '@daybook/domain'
import { record, type World } from './world.ts'

type Asked<State, Command, Event, Refusal> = {
  readonly decider: Decider<State, Command, Event, Refusal>
  readonly stream: string
  readonly command: Command
  /** Where what is decided about came from; left out: from here. */
  readonly source?: Source
}

/** What has been recorded in a stream so far. */
export const pastOf = (world: World, stream: string): readonly Recorded[] =>
  world.events.filter((event) => event.stream === (stream as StreamName)) // Sound: made by the histories themselves

/** Asks a decider by all that its stream holds, and records what it decides: nothing when it refuses or when it is true already. */
export const decide = <State, Command, Event, Refusal>(world: World, asked: Asked<State, Command, Event, Refusal>): void => {
  const { decider, stream, command, source } = asked
  const past = pastOf(world, stream) as readonly unknown[] as readonly Identified<Event>[] // Sound: a stream holds its decider's events
  const result = decider.decide(
    past.reduce((state, event) => decider.evolve(state, event), decider.initialState),
    command,
  )
  if (!result.ok) return
  const from = source === undefined ? {} : { source }
  for (const event of result.value as readonly unknown[] as readonly DomainEvent[]) record(world, { stream, ...event, ...from }) // Sound: as above
}

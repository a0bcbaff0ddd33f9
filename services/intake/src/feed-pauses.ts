import type { EventStore } from '@daybook/event-store'
import { intakeItself, plainBatch } from './batch.ts'
import { Paused } from './feed.ts'
import type { Recorder } from './recorder.ts'

const collection = 'feed-paused'

/** Topics that are not read until somebody resumes them: a restart forgets nothing of it. */
export class PausedTopics {
  readonly #store: EventStore
  readonly #recorder: Recorder

  constructor(store: EventStore, recorder: Recorder) {
    this.#store = store
    this.#recorder = recorder
  }

  /** Of these topics, the paused ones, and why. */
  async among(topics: readonly string[]): Promise<ReadonlyMap<string, Paused>> {
    const found = new Map<string, Paused>()
    for (const topic of topics) {
      const body = await this.#store.record(collection, topic)
      if (body !== null) found.set(topic, Paused.parse(JSON.parse(body)))
    }
    return found
  }

  pause(topics: readonly string[], paused: Paused): Promise<void> {
    return this.#write(topics, JSON.stringify(paused))
  }

  resume(topics: readonly string[]): Promise<void> {
    return this.#write(topics, null)
  }

  async #write(topics: readonly string[], body: string | null): Promise<void> {
    const alongside = () => topics.map((key) => ({ collection, key, body }))
    await this.#recorder.record({ ...plainBatch([], intakeItself, { transport: 'kafka' }), alongside }, 'wait')
  }
}

import type { Outcome } from '@daybook/intake'
import type { Fact } from './facts.ts'
import type { World } from './world.ts'

type SentItem = { readonly readable: boolean; readonly payloadHash?: string }

/** What senders were told, held against the log at once: what is answered must be so. */
export class Journal {
  readonly #world: World

  constructor(world: World) {
    this.#world = world
  }

  /** Checks one answer: every item has one outcome, and the outcome is true. */
  async answered(items: readonly SentItem[], outcomes: readonly Outcome[], facts: readonly Fact[]): Promise<void> {
    const { monitor, tally } = this.#world
    if (outcomes.length !== items.length) monitor.fail(`${items.length} items were answered by ${outcomes.length} outcomes`)
    for (const [index, outcome] of outcomes.entries()) {
      const [item, fact] = [items[index]!, facts[index]!]
      tally.count(`answered ${outcome.status}`)
      if (outcome.status === 'rejected') tally.count(`rejected: ${outcome.problem.code}`)
      if (outcome.status === 'rejected' && outcome.problem.code === 'fault' && outcome.heldId === null)
        monitor.fail(`${fact.wire.id}: the program failed on it, and it is not kept`)
      const wrong = 'heldId' in outcome ? await this.#heldWrong(outcome.heldId) : this.#recordedWrong(outcome, item, fact)
      if (wrong !== null) monitor.fail(`${outcome.status} ${fact.wire.source} ${fact.wire.id}: ${wrong}`)
    }
  }

  #recordedWrong(outcome: Extract<Outcome, { eventId: unknown }>, item: SentItem, fact: Fact): string | null {
    const { source, id } = fact.wire
    if (outcome.eventId === null) return null
    const event = this.#world.monitor.recorded(source, id)
    if (event === null) return 'it is not in the log'
    if (event.eventId !== outcome.eventId) return `it is in the log as ${event.eventId}`
    if (event.payloadHash !== item.payloadHash) return 'the log holds other content'
    if (event.position !== outcome.position) return `answered position ${outcome.position}, recorded at ${event.position}`
    if (fact.day !== null && event.effectiveOn !== fact.day)
      return `it counts on ${event.effectiveOn}, it happened on ${fact.day}`
    return null
  }

  async #heldWrong(heldId: string | null): Promise<string | null> {
    if (heldId === null) return null
    const { log } = this.#world.disk
    const body = (await log.record('held', heldId)) ?? (await log.record('held-decided', heldId))
    return body === null ? `held as ${heldId}, which is nowhere` : null
  }
}

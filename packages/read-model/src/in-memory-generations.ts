import { openInMemoryReadModel } from './in-memory.ts'
import { assertEpoch, type Generation, type Generations, type ReadModel } from './read-model.ts'

/** Generations that live as long as the process; the first is there from the start. */
export const openInMemoryGenerations = (): Generations => {
  const kept = new Map<
    number,
    { readModel: ReadModel; state: Generation['state']; damage: string | null; madeWith: string | null }
  >()
  const counter = { last: 0, active: 1 }

  const add = (state: Generation['state']): number => {
    counter.last += 1
    kept.set(counter.last, { readModel: openInMemoryReadModel(), state, damage: null, madeWith: null })
    return counter.last
  }
  add('active')

  const existing = (generation: number) => {
    const found = kept.get(generation)
    if (found === undefined) throw new Error(`there is no generation ${generation}`)
    return found
  }

  return {
    list: async () => [...kept].map(([generation, { state }]) => ({ generation, state })),
    open: async (generation) => existing(generation).readModel,
    active: async () => counter.active,
    makesGenerations: true,
    create: async () => add('building'),
    switchTo: async (generation, epoch) => {
      const next = existing(generation)
      const former = existing(counter.active)
      if (epoch !== null) assertEpoch(epoch, (await former.readModel.checkpoint()).epoch)
      former.state = 'frozen'
      next.state = 'active'
      counter.active = generation
    },
    areIdentical: async (one, other) => one === other,
    markDamaged: async (generation, problem) => {
      existing(generation).damage = problem
    },
    damageOf: async (generation) => existing(generation).damage,
    markMadeWith: async (generation, words) => {
      existing(generation).madeWith = words
    },
    madeWith: async (generation) => existing(generation).madeWith,
    discard: async (generation) => {
      if (existing(generation).state === 'active') throw new Error(`generation ${generation} is the active one`)
      kept.delete(generation)
    },
    [Symbol.asyncDispose]: async () => {},
  }
}

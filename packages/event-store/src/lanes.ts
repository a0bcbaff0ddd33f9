import { Slots } from './slots.ts'

/**
 * Does work side by side where its order does not matter: items of one lane one after the other, in order; an item without a lane after
 * all before it and before all behind it. After a failure nothing further is begun; the first failure is thrown once all is quiet.
 */
export const inLanes = async <Item>(
  items: readonly Item[],
  how: {
    readonly laneOf: (item: Item) => string | null
    /** How many are done at once at most. */
    readonly atOnce: number
    readonly work: (item: Item) => Promise<void>
  },
): Promise<void> => {
  const failures: unknown[] = []
  const slots = new Slots(how.atOnce)
  const tails = new Map<string, Promise<void>>()
  let gate: Promise<void> = Promise.resolve()

  const done = async (item: Item, before: Promise<unknown>): Promise<void> => {
    await before
    try {
      await slots.use(async () => {
        if (failures.length === 0) await how.work(item)
      })
    } catch (failure) {
      failures.push(failure)
    }
  }

  for (const item of items) {
    const lane = how.laneOf(item)
    if (lane === null) {
      gate = done(item, Promise.all([gate, ...tails.values()]))
      tails.clear()
    } else tails.set(lane, done(item, tails.get(lane) ?? gate))
  }
  await Promise.all([gate, ...tails.values()])
  if (failures.length > 0) throw failures[0]
}

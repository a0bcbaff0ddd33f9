import { expect, test } from 'vitest'
import { differenceOfArrival } from './arriving.ts'
import { reproduce, seedsOf, tell } from './seeds.ts'

test('orders and credit notes make the same book in whatever order they come, and however often', {
  timeout: 120_000,
}, async () => {
  const seeds = seedsOf(24)
  for (const seed of seeds) {
    const difference = await differenceOfArrival(seed)
    if (difference !== null) expect.fail(`${reproduce(seed, import.meta.filename)}\n${difference}`)
  }
  tell(import.meta.filename, seeds, {})
})

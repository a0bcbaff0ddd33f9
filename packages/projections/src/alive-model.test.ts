import { expect, test } from 'vitest'
import { modelOn } from './alive-model.ts'

/** Buyers who differ, told by their number. */
const buyers = Array.from({ length: 250 }, (_, number) =>
  Array.from({ length: 2 + ((number * 7) % 6) }, (_, place) => ({ day: (number % 40) + place * (7 + ((number * 11) % 30)) })),
)

test('the model is that of all accounts, in whatever order they come', () => {
  const model = modelOn(buyers, 300)
  expect(model).not.toBeNull()
  expect(modelOn([...buyers].reverse(), 300)).toEqual(model)
})

test('on another day, or with an occasion more, it is another', () => {
  const model = modelOn(buyers, 300)
  expect(modelOn(buyers, 330)).not.toEqual(model)
  expect(modelOn(buyers.with(0, [...(buyers[0] ?? []), { day: 299 }]), 300)).not.toEqual(model)
})

test('after many others it is still the same', () => {
  const model = modelOn(buyers, 300)
  for (let day = 301; day < 312; day += 1) modelOn(buyers, day)
  expect(modelOn(buyers, 300)).toEqual(model)
})

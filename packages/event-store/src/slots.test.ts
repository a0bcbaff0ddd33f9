import { expect, test } from 'vitest'
import { Slots } from './slots.ts'

test('no more run at once than there are slots, in the order they came, and idle waits for the last', async () => {
  const slots = new Slots(2)
  const order: string[] = []
  const gates = ['a', 'b', 'c'].map((name) => ({ name, ...Promise.withResolvers<void>() }))
  const running = gates.map(({ name, promise }) =>
    slots.use(async () => {
      order.push(`${name} begins`)
      await promise
    }),
  )
  const idle = slots.idle().then(() => order.push('idle'))
  await Promise.resolve()
  expect(order).toEqual(['a begins', 'b begins'])
  for (const { resolve } of gates) resolve()
  await Promise.all([...running, idle])
  expect(order).toEqual(['a begins', 'b begins', 'c begins', 'idle'])
})

test('who fails gives its slot on', async () => {
  const slots = new Slots(1)
  await expect(slots.use(() => Promise.reject(new Error('no')))).rejects.toThrow('no')
  expect(await slots.use(async () => 'next')).toBe('next')
})

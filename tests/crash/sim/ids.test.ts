import { expect, test } from 'vitest'
import { risingIds } from './ids.ts'

const ulid = /^[0-9A-HJKMNP-TV-Z]{26}$/

test('gives each life ids of its own at one instant, which rise within it', () => {
  const [one, other] = [risingIds(() => 1_717_583_407_857, 1), risingIds(() => 1_717_583_407_857, 2)]
  const ids = [one(), one(), one(), other(), other(), other()]
  expect(new Set(ids).size).toBe(ids.length)
  for (const id of ids) expect(id).toMatch(ulid)
  for (const own of [ids.slice(0, 3), ids.slice(3)]) expect(own.toSorted()).toEqual(own)
})

test('gives rising ids to a life whose clock goes back', () => {
  const instants = [1_717_583_407_857, 1_717_583_407_000, 1_717_583_407_858]
  const id = risingIds(() => instants.shift() ?? 0, 1)
  const given = [id(), id(), id()]
  expect(given.toSorted()).toEqual(given)
})

import { expect, test } from 'vitest'
import { inTurn } from './in-turn.ts'

test('no more are at work than may be, each gets its own answer, and one that fails keeps nobody waiting', async () => {
  let atWork = 0
  let most = 0
  const halved = inTurn(3, async (number: number) => {
    atWork += 1
    most = Math.max(most, atWork)
    await Promise.resolve()
    atWork -= 1
    if (number === 4) throw new Error('four')
    return number / 2
  })
  const asked = Array.from({ length: 20 }, (_, number) => number)
  const answers = await Promise.allSettled(asked.map(halved))
  expect(most).toBe(3)
  expect(answers.map((answer) => (answer.status === 'fulfilled' ? answer.value : 'failed'))).toEqual(
    asked.map((number) => (number === 4 ? 'failed' : number / 2)),
  )
})

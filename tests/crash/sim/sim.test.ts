import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'
import { plantedBugs } from './planted/bugs.ts'
import type { RangeReport } from './range.ts'

const execute = promisify(execFile)

/** Lives a few histories in a process of its own, whose timers are the virtual clock's. Always the same seeds: `sim` tries others. */
const lived = async (profile: string, count: number, { bug = '', how = 'digests' } = {}): Promise<RangeReport> => {
  const file = (name: string): string => join(import.meta.dirname, name)
  const given = ['--import', file('planted/plant.ts'), file('range.ts'), profile, '1', '1', String(count), how]
  const { stdout } = await execute(process.execPath, given, { env: { ...process.env, PLANTED_BUG: bug } })
  return JSON.parse(stdout) as RangeReport // Sound: what range.ts writes
}

describe('a simulated book', { timeout: 300_000 }, () => {
  test('keeps its promises whatever happens, and lives the same history twice', async () => {
    const [once, twice] = await Promise.all([lived('swarm', 30), lived('swarm', 30)])
    expect(once.failed).toEqual([])
    expect(twice.digests).toEqual(once.digests)
    expect(new Set(once.digests).size).toBe(30)
    expect(once.counts).toMatchObject({ crash: expect.any(Number), pause: expect.any(Number), 'clock jumps': expect.any(Number) })
  })

  test('breaks one in these same histories when the intake answers before it commits', async () => {
    const { failed } = await lived('swarm', 30, { bug: 'answer-before-commit', how: 'until-failure' })
    expect(failed).toHaveLength(1)
  })
})

test.each(plantedBugs)('the place of the planted bug $name is there, once', ({ file, text }) => {
  const source = readFileSync(new URL(`../../../${file}`, import.meta.url), 'utf8')
  expect(source.split(text)).toHaveLength(2)
})

import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { blockWith, runAsWritten } from '../fixtures/guide.ts'
import { newFolder, patienceMs, serve } from './program.ts'

/** The decisions of a block, each as the request that it is. */
const decisionsIn = (block: string) =>
  [...block.matchAll(/^decide (\S+) '(.*)'$/gm)].map(([, path = '', body = '']) => ({ path: `/v1${path}`, body }))

test('who follows the README has a book of his own, and decides in it', { timeout: patienceMs }, async () => {
  const cwd = newFolder()
  mkdirSync(cwd)
  const environment = { DAYBOOK_DATA_DIR: join(cwd, 'data') }
  const said = await runAsWritten(blockWith({ readme: 'A first book of your own' }, 'accounts.ndjson'), { cwd, environment })
  expect(said).toMatch(/^R1 +2025-03:ytd +1,250\.50$/m)
  expect(said).toMatch(/^net-sales, rep R1 2025-02: 1,000\.00 USD$/m)
  expect(said).toMatch(/^all +2025-03:ytd +1,000\.00$/m)

  await using server = await serve(environment.DAYBOOK_DATA_DIR)
  const block = blockWith({ readme: 'Decisions' }, 'decide /qbrs')
  for (const { path, body } of decisionsIn(block)) {
    const headers = { 'content-type': 'application/json' }
    const answer = await fetch(`${server.address}${path}`, { method: 'POST', headers, body })
    expect([path, answer.status, await answer.text()]).toEqual([path, 201, expect.any(String)])
  }
  const reports = block.slice(block.indexOf('npx '))
  const shown = await runAsWritten(reports, { cwd, environment })
  for (const row of [/R1-2025-Q1 +R1 .* kept /, /Be their first choice/, /^R1 +KEY +1 +ACME /m, /^R1 +TARGET +1 +BIRCH /m])
    expect(shown).toMatch(row)
})

import { expect, test } from 'vitest'
import { engineLine, withPostgres } from './postgres.ts'

test('a server that somebody names must answer: nothing else is taken in its place', async () => {
  const named = process.env.DAYBOOK_TEST_POSTGRES_URL
  process.env.DAYBOOK_TEST_POSTGRES_URL = 'postgres://nobody@127.0.0.1:1/none'
  try {
    await expect(withPostgres()).rejects.toThrow(/ECONNREFUSED/)
  } finally {
    if (named === undefined) delete process.env.DAYBOOK_TEST_POSTGRES_URL
    else process.env.DAYBOOK_TEST_POSTGRES_URL = named
  }
})

test('a skip is told with its reason', () => {
  expect(engineLine({ kind: 'skipped', skipped: 'no server' })).toBe('PostgreSQL | skipped | - | no server')
})

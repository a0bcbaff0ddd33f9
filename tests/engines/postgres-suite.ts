import { afterAll, afterEach, describe, test } from 'vitest'
import { engineLine, type RunningPostgres, withPostgres } from './postgres.ts'

/**
 * A suite on a real PostgreSQL server of its own, or one visible skip with the reason. The title says which server it is.
 *
 * @example
 * await suiteOnPostgres('the read model', (postgres) => {
 *   test('keeps what was posted', async () => { const url = await postgres.createDatabase() })
 * })
 */
export const suiteOnPostgres = async (subject: string, tests: (postgres: RunningPostgres) => void): Promise<void> => {
  const postgres = await withPostgres()
  const title = `[${engineLine(postgres)}] ${subject}`
  if (postgres.kind === 'skipped') return test.skip(title, () => undefined)
  describe(title, () => {
    afterAll(postgres.stop)
    afterEach(({ task }) => {
      if (task.result?.state === 'fail')
        process.stderr.write(`the server said: ${postgres.control?.said() ?? 'nothing we hear'}\n`)
    })
    tests(postgres)
  })
}

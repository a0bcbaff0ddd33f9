import { expect, test } from 'vitest'
import { daybook, newFolder, patienceMs } from '../scenarios/program.ts'
import { fileOf, smallBook } from '../scenarios/small-book.ts'
import { serversOn } from './moved-book.ts'
import { withClient } from './postgres-databases.ts'
import { suiteOnPostgres } from './postgres-suite.ts'

const looks = [['doctor'], ['verify', '--all']] as const

await suiteOnPostgres('who only looks at a book on servers (eventstoredb-double)', (postgres) => {
  const rowsOf = (url: string, text: string): Promise<unknown[][]> =>
    withClient(url, async (client) => (await client.query<unknown[]>({ text, rowMode: 'array' })).rows)

  const schemasOf = (url: string) => rowsOf(url, `SELECT nspname FROM pg_namespace WHERE nspname LIKE 'daybook%' ORDER BY 1`)

  const look = (words: readonly string[], environment: Readonly<Record<string, string>>) =>
    daybook([...words, '--data-dir', newFolder()], environment)

  test('makes nothing in an empty database, and says that there is no book', { timeout: patienceMs }, async () => {
    const { environment, postgresUrl } = await serversOn(postgres)
    const [doctor, verify] = [await look(looks[0], environment), await look(looks[1], environment)]
    expect(doctor).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('There is no book in the database') })
    expect(verify).toMatchObject({ exitCode: 3, stderr: expect.stringContaining('There is no book in the database') })
    expect(verify.stderr).toContain('daybook prepare')
    expect(await schemasOf(postgresUrl)).toEqual([])
  })

  test('upgrades nothing of a book of the release before, and says who does', { timeout: patienceMs }, async () => {
    const { environment, postgresUrl } = await serversOn(postgres)
    expect((await daybook(['import', fileOf(smallBook), '--data-dir', newFolder()], environment)).exitCode).toBe(0)
    expect(await look(looks[0], environment)).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('both answer') })
    expect(await look(looks[1], environment)).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('all equal') })
    const formats = () =>
      rowsOf(
        postgresUrl,
        `SELECT 'log', max(version) FROM daybook_log.schema_version UNION ALL
          SELECT 'ledgers', max(version) FROM daybook.schema_version UNION ALL
          SELECT 'columns', count(*) FROM information_schema.columns WHERE table_schema LIKE 'daybook%' ORDER BY 1`,
      )
    for (const older of [
      'ALTER TABLE daybook.generation DROP COLUMN made_with; DELETE FROM daybook.schema_version WHERE version = 2',
      'DROP TABLE daybook_log.book CASCADE; DELETE FROM daybook_log.schema_version WHERE version = 2',
    ]) {
      await withClient(postgresUrl, (client) => client.query(older))
      const before = await formats()
      for (const words of looks) {
        const { exitCode, stdout, stderr } = await look(words, environment)
        expect([exitCode, `${stdout}${stderr}`]).toEqual([
          1,
          expect.stringContaining('has format 1 and this release needs 2: its owner'),
        ])
      }
      expect(await formats()).toEqual(before)
    }
  })
})

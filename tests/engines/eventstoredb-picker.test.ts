import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { scratchFolder } from '../contract/scratch-folder.ts'

const machine = (settings: Readonly<Record<string, string>>) => {
  const program = `import { withEventStoreDb } from './eventstoredb.ts'
const { stop, ...picked } = await withEventStoreDb()
process.stdout.write(JSON.stringify(picked))
await stop()`
  const env = { PATH: scratchFolder(), ...settings }
  return promisify(execFile)(process.execPath, ['--input-type=module', '--eval', program], { cwd: import.meta.dirname, env })
}

test('without Docker and a named server it is the double, which says what it is', async () => {
  const { stdout, stderr } = await machine({})
  expect(JSON.parse(stdout)).toMatchObject({ name: 'eventstoredb-double', kind: 'double' })
  expect(stderr).toBe('eventstoredb-double | double | - | no Docker engine answers; DAYBOOK_TEST_EVENTSTORE_URL is not set\n')
})

test('a server that somebody names is taken', async () => {
  const { stdout } = await machine({ DAYBOOK_TEST_EVENTSTORE_URL: 'esdb://db:2113?tls=false' })
  expect(JSON.parse(stdout)).toMatchObject({ name: 'EventStoreDB', kind: 'real', url: 'esdb://db:2113?tls=false' })
})

test('where a real server is required, the double is a failure that says why', async () => {
  await expect(machine({ DAYBOOK_TEST_REQUIRE: 'kafka,eventstoredb' })).rejects.toThrow('names eventstoredb, but no Docker')
})

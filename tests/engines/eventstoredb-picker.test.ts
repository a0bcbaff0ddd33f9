import { execFile } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { scratchFolder } from '../contract/scratch-folder.ts'

const machine = (settings: Readonly<Record<string, string>>, docker: string | null = null) => {
  const folder = scratchFolder()
  if (docker !== null) writeFileSync(join(folder, 'docker'), `#!/bin/sh\n${docker}\n`, { mode: 0o755 })
  const program = `import { withEventStoreDb } from './eventstoredb.ts'
const { stop, ...picked } = await withEventStoreDb()
process.stdout.write(JSON.stringify(picked))
await stop()`
  const env = { PATH: folder, HOME: folder, ...settings }
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

test('with a Docker engine that cannot start the container it is the double, which says why', async () => {
  const { stdout } = await machine({ DOCKER_HOST: 'tcp://127.0.0.1:1' }, 'exit 0')
  expect(JSON.parse(stdout)).toMatchObject({
    name: 'eventstoredb-double',
    why: expect.stringContaining('Docker answers, but not with the container: '),
  })
})

test('where a real server is required, the double is a failure that says why', async () => {
  await expect(machine({ DAYBOOK_TEST_REQUIRE: 'kafka,eventstoredb' })).rejects.toThrow('names eventstoredb, but no Docker')
})

import { execFile } from 'node:child_process'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { scratchFolder } from '../contract/scratch-folder.ts'

// The picker looks around on the machine it runs on. Each of these machines is a process with nothing but what the test puts into its path.

const machine = async (settings: Readonly<Record<string, string>>, programs: Readonly<Record<string, string>> = {}) => {
  const folder = scratchFolder()
  for (const [name, script] of Object.entries(programs))
    writeFileSync(join(folder, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 })
  const environment = { PATH: folder, XDG_CACHE_HOME: join(folder, 'cache'), ...settings }
  const program = "import { withKafka } from './kafka.ts'\nprocess.stdout.write(JSON.stringify(await withKafka()))"
  const picking = promisify(execFile)(process.execPath, ['--input-type=module', '--eval', program], {
    cwd: import.meta.dirname,
    env: environment,
  })
  return { folder, picking }
}

const java17 = 'echo \'openjdk version "17.0.15" 2025-04-15\' >&2'

test('without java, Docker and a named broker, the skip says that none of the three is there', async () => {
  const { picking } = await machine({})
  const skipped = 'java is not installed; no Docker engine answers; DAYBOOK_TEST_KAFKA_BROKERS is not set'
  const { stdout, stderr } = await picking
  expect(JSON.parse(stdout)).toEqual({ kind: 'skipped', skipped })
  expect(stderr).toBe(`Kafka | skipped | - | ${skipped}\n`)
})

test('where Kafka is required, a skip is a failure that says why', async () => {
  const { picking } = await machine({ DAYBOOK_TEST_REQUIRE: 'postgres,kafka' })
  await expect(picking).rejects.toThrow('DAYBOOK_TEST_REQUIRE names kafka, but java is not installed')
})

test('a broker that somebody names must answer: nothing else is taken in its place', async () => {
  const { picking } = await machine({ DAYBOOK_TEST_KAFKA_BROKERS: '127.0.0.1:1' }, { java: java17 })
  await expect(picking).rejects.toThrow(/ECONNREFUSED/)
})

test('a java that is too old for the broker is no java', async () => {
  const { picking } = await machine({}, { java: java17.replace('17.0.15', '11.0.27') })
  expect((await picking).stdout).toContain('java is 11, and Kafka 4 needs 17; no Docker engine answers')
})

test('with java but without Maven, the skip names Maven', async () => {
  const { picking } = await machine({}, { java: java17 })
  expect((await picking).stdout).toContain('mvn (Maven) is not installed')
})

test('jars are asked for three times, and the skip gives the reason of Maven', async () => {
  const mvn =
    'echo asked >>"$XDG_CACHE_HOME/../asked"\necho "[INFO] looking"\necho "[ERROR] the host is unknown"\necho "[ERROR] advice"\nexit 1'
  const { picking, folder } = await machine({}, { java: java17, mvn })
  expect((await picking).stdout).toContain(
    'the jars of Kafka could not be fetched: the host is unknown; no Docker engine answers',
  )
  expect(readFileSync(join(folder, 'asked'), 'utf8')).toBe('asked\n'.repeat(3))
  expect(readdirSync(join(folder, 'cache', 'daybook'))).toEqual([])
})

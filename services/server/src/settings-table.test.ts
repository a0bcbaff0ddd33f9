import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { readConfig } from './config.ts'
import { environmentExample, settingLines } from './settings-table.ts'

test('the example of the environment is what the settings say; write it anew with: daybook config example', () => {
  const example = readFileSync(new URL('../../../infra/env.example', import.meta.url), 'utf8')
  expect(example).toBe(environmentExample())
})

test('a secret is never listed', () => {
  const { found } = readConfig({}, { DAYBOOK_POSTGRES_URL: 'postgres://u:canary@host/db' })
  expect(JSON.stringify(settingLines(found))).not.toContain('canary')
  expect(settingLines(found)).toContainEqual(
    expect.objectContaining({ name: 'DAYBOOK_POSTGRES_URL', value: '(secret)', origin: 'environment' }),
  )
})

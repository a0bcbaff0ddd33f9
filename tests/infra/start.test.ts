import { execFileSync } from 'node:child_process'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { setUp } from '../crash/load.ts'
import { infra, textOf } from './files.ts'

const entrypoint = z.array(z.string()).parse(JSON.parse(/^ENTRYPOINT (.+)$/m.exec(textOf('docker/Dockerfile'))?.[1] ?? ''))

test('the image starts the program in a way in which it opens a book', () => {
  const folder = mkdtempSync(join(tmpdir(), 'daybook-start-'))
  const file = join(folder, 'events.ndjson')
  const events = setUp()
  writeFileSync(file, events.map((event) => JSON.stringify(event)).join('\n'))
  const typed = [...entrypoint.slice(1), 'import', file, '--data-dir', folder, '--no-input', '--json']
  const printed = execFileSync(process.execPath, typed, {
    cwd: join(infra, '..'),
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  expect(JSON.parse(printed)).toMatchObject({ summary: { accepted: events.length } })
})

test('the units start it as the image does', () => {
  const [, ...words] = entrypoint
  for (const path of ['systemd/daybook.service', 'systemd/daybook@.service'])
    expect(textOf(path)).toContain(`\nExecStart=/opt/daybook/node_modules/.bin/node ${words.join(' ')} serve\n`)
})

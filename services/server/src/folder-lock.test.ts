import { execFile } from 'node:child_process'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { lockFolder } from './folder-lock.ts'

const folder = () => mkdtempSync(join(tmpdir(), 'daybook-lock-'))
const asServer = { command: 'serve', now: Date.parse('2025-03-01T00:00:00Z') }

test('a folder has one holder, and another learns where it serves', async () => {
  const book = folder()
  const first = lockFolder(book, asServer)
  if (!first.ok) throw new Error('not free')
  expect(lockFolder(book, asServer)).toMatchObject({ ok: false, holder: { pid: process.pid, address: null } })
  first.lock.announce('http://127.0.0.1:8080')
  expect(lockFolder(book, asServer)).toMatchObject({ ok: false, holder: { command: 'serve', address: 'http://127.0.0.1:8080' } })
  await first.lock[Symbol.asyncDispose]()
  const second = lockFolder(book, asServer)
  expect(second.ok).toBe(true)
  if (second.ok) await second.lock[Symbol.asyncDispose]()
})

test('the folder of a process that died is free', async () => {
  const book = folder()
  const script = `import('${new URL('folder-lock.ts', import.meta.url)}').then(({ lockFolder }) => {
    const held = lockFolder(${JSON.stringify(book)}, { command: 'serve', now: 0 })
    console.log(held.ok)
    process.kill(process.pid, 'SIGKILL')
  })`
  const died = await promisify(execFile)(process.execPath, ['-e', script]).catch((error) => error)
  expect(died).toMatchObject({ signal: 'SIGKILL', stdout: 'true\n' })
  const next = lockFolder(book, asServer)
  expect(next.ok).toBe(true)
  if (next.ok) await next.lock[Symbol.asyncDispose]()
})

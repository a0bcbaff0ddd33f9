import { rmSync } from 'node:fs'
import { expect, test } from 'vitest'
import { blockWith, runAsWritten } from '../fixtures/guide.ts'
import { daybook, newFolder, patienceMs, serve } from './program.ts'
import { loadedFolder } from './small-book.ts'

const heading = 'Backup and restore'
const attainment = ['kpi', 'quota-attainment', '--scope', 'rep', '--period', '2025-02', '--as-of', '2025-04-01', '--json']

test('who follows the guide takes a backup of a live book, loses everything, and has it again', {
  timeout: patienceMs,
}, async () => {
  const folder = await loadedFolder()
  const [copy, restored] = [newFolder(), newFolder()]
  const paths = { '/backup/2025-03-31': copy, '/srv/restored': restored }
  const before = await daybook([...attainment, '--data-dir', folder])
  await using server = await serve(folder)
  await runAsWritten(blockWith(heading, 'daybook backup'), { paths, environment: { DAYBOOK_DATA_DIR: folder } })
  await server.stop()
  rmSync(folder, { recursive: true })

  const said = await runAsWritten(blockWith(heading, 'daybook doctor'), { paths })
  expect(said).toContain('all equal')
  await using again = await serve(restored)
  expect((await daybook([...attainment, '--url', again.address])).stdout).toBe(before.stdout)
})

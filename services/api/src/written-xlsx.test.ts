import { expect, test } from 'vitest'
import { HttpProblem } from './http-problem.ts'
import { writtenXlsx } from './written-xlsx.ts'

const sheetOf = (text: string) => ({ name: 'words', columns: [{ id: 'text', type: 'text' }] as const, rows: [{ text }] })

test('a text that no cell holds is refused, not cut', async () => {
  expect((await writtenXlsx([sheetOf('x'.repeat(32_767))])).length).toBeGreaterThan(1_000)
  const refused = await writtenXlsx([sheetOf('x'.repeat(32_768))]).catch((error: unknown) => error)
  expect(refused).toBeInstanceOf(HttpProblem)
  expect(refused).toMatchObject({ code: 'export-too-large', particulars: { detail: expect.stringContaining('.csv') } })
})

test('sheets of one name, or of a name that a workbook does not take, have names of their own', async () => {
  const names = ['a/b', 'a-b', 'A-B', 'x'.repeat(40), '']
  const bytes = await writtenXlsx(names.map((name) => ({ ...sheetOf('=1+1'), name })))
  expect(Buffer.from(bytes).subarray(0, 2).toString()).toBe('PK')
})

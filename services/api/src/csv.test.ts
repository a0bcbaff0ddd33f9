import { buffer } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import { csvOf, guarded } from './csv.ts'

const written = async (cell: unknown, type: 'text' | 'money'): Promise<string> => {
  const columns = [{ id: 'name', type } as const, { id: 'net', type: 'money' } as const]
  return (await buffer(csvOf({ columns, rows: [{ name: cell, net: '-500.0000' }] }))).toString('utf8')
}

test('a negative amount stays a number, text that looks like one does not', async () => {
  expect(await written('-500.0000', 'text')).toBe("\ufeffname,net\r\n'-500.0000,-500.0000\r\n")
  expect(await written('-500.0000', 'money')).toBe('\ufeffname,net\r\n-500.0000,-500.0000\r\n')
})

test('what is no number in a column of numbers is guarded as text', async () => {
  expect(await written('-1+cmd', 'money')).toBe("\ufeffname,net\r\n'-1+cmd,-500.0000\r\n")
})

test('null is an empty cell', async () => {
  expect(await written(null, 'text')).toBe('\ufeffname,net\r\n,-500.0000\r\n')
})

test('quotes are doubled, so that no cell breaks out', async () => {
  expect(await written('a","=cmd', 'text')).toBe('\ufeffname,net\r\n"a"",""=cmd",-500.0000\r\n')
})

test('line ends inside a cell are quoted', async () => {
  expect(await written('a\r=cmd', 'text')).toBe('\ufeffname,net\r\n"a\r=cmd",-500.0000\r\n')
})

const starts = ['=', '+', '-', '@', '＝', '＋', '－', '＠']
const leads = ['', ' ', '\t', '\r', '\n', '\u00a0', '  \t']
const payloads = starts.flatMap((start) => leads.map((lead) => `${lead}${start}cmd|' /C calc'!A0`))

test.each([...payloads, '\tcmd', '\rcmd', '\ncmd', '=HYPERLINK("http://attacker.example")'])(
  '%j is not run as a formula',
  (payload) => {
    expect(guarded(payload)).toBe(`'${payload}`)
  },
)

test('ordinary text is left as it is', () => {
  for (const plain of ['Delta Ltd', 'a=b', '1-2', "O'Neil", 'x@example.org', '']) expect(guarded(plain)).toBe(plain)
})

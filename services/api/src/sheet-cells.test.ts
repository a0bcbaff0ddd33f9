import { expect, test } from 'vitest'
import { sheetCell } from './sheet-cells.ts'

test('amounts, ratios and counts are numbers in formats of their own', () => {
  expect(sheetCell('-500.0000', 'money')).toEqual({ value: -500, type: Number, format: '#,##0.00##' })
  expect(sheetCell('0.927273', 'ratio')).toEqual({ value: 0.927273, type: Number, format: '0.000000' })
  expect(sheetCell(1204, 'integer')).toEqual({ value: 1204, type: Number, format: '#,##0' })
})

test('a number of more than fifteen digits stays text, since a spreadsheet would round it', () => {
  expect(sheetCell('12345678901.2345', 'money')).toMatchObject({ value: 12_345_678_901.2345, type: Number })
  expect(sheetCell('123456789012.3456', 'money')).toEqual({ value: '123456789012.3456', type: String })
  expect(sheetCell('1234567890123.0000', 'money')).toMatchObject({ value: 1_234_567_890_123, type: Number })
})

test('days and instants are dates, in UTC', () => {
  expect(sheetCell('2025-03-31', 'date')).toEqual({ value: new Date('2025-03-31'), type: Date, format: 'yyyy-mm-dd' })
  const instant = '2025-03-02T10:00:00.250Z'
  expect(sheetCell(instant, 'instant')).toEqual({ value: new Date(instant), type: Date, format: 'yyyy-mm-dd hh:mm:ss.000' })
  expect(sheetCell('0001-01-01', 'date')).toEqual({ value: '0001-01-01', type: String })
})

test('text stays text, whatever it begins with', () => {
  expect(sheetCell('=1+1', 'text')).toEqual({ value: '=1+1', type: String })
  expect(sheetCell('00042', 'id')).toEqual({ value: '00042', type: String })
  expect(sheetCell('-1+cmd', 'money')).toEqual({ value: '-1+cmd', type: String })
  expect(sheetCell([{ repId: 'R1' }], 'text')).toEqual({ value: '[{"repId":"R1"}]', type: String })
})

test('what XML has no way to write is written as workbooks write it, and so is what looks like that', () => {
  expect(sheetCell('a\u0007b', 'text')).toMatchObject({ value: 'a_x0007_b' })
  expect(sheetCell('_x0041_', 'text')).toMatchObject({ value: '_x005F_x0041_' })
})

test('an account may be called as every object of the writer', () => {
  for (const name of ['constructor', '__proto__', 'toString']) {
    const cell = sheetCell(name, 'text')
    expect(String(cell?.value) in {}).toBe(false)
    expect(String(cell?.value).replace(/_x([0-9A-F]{4})_/, (_, code) => String.fromCharCode(Number.parseInt(code, 16)))).toBe(
      name,
    )
  }
})

test('nothing is an empty cell', () => {
  expect([sheetCell(null, 'money'), sheetCell(undefined, 'text')]).toEqual([null, null])
})

import { expect, test } from 'vitest'
import { rowReader } from './csv-rows.ts'
import { lineCutter } from './lines.ts'
import { type CsvItem, ordersCsv } from './orders-csv.ts'
import { IntakeFailure } from './problems.ts'

const header = 'order_id,account_id,effective_on,currency,net'
const read = (
  text: string,
  options: { map?: Record<string, string>; delimiter?: string; blockBytes?: number } = {},
): CsvItem[] => {
  const { delimiter = ',', map = {}, blockBytes = 1_000 } = options
  const cutter = lineCutter(10_000)
  const rows = rowReader({ delimiter, lineBytes: 10_000 })
  const orders = ordersCsv({ source: 'csv', delimiter, map, limits: { eventBytes: 300 } })
  const file = Buffer.from(text)
  const items: CsvItem[] = []
  for (let at = 0; at < file.length; at += blockBytes) {
    items.push(...orders.push(rows.push(cutter.push(file.subarray(at, at + blockBytes)))))
  }
  return [...items, ...orders.push(rows.push(cutter.end())), ...orders.push(rows.end()), ...orders.end()]
}
const codes = (items: readonly CsvItem[]): readonly string[] => items.map((item) => item.problem?.code ?? 'ok')

test('a row is an order with a net amount and no lines', () => {
  const [item] = read(`${header}\nSO1,A1,2025-01-09,USD,600\n`)
  expect(item).toMatchObject({ line: 2, rows: ['SO1,A1,2025-01-09,USD,600'] })
  expect(item?.event).toEqual({
    specversion: '1.0',
    source: 'csv',
    id: 'SO1',
    type: 'OrderAccepted',
    subject: 'A1',
    data: { orderId: 'SO1', accountId: 'A1', effectiveOn: '2025-01-09', currency: 'USD', net: '600' },
  })
})

test('rows of one order that stand together are its lines', () => {
  const items = read(
    `${header},line_id,product_id,quantity\nSO1,A1,2025-01-09,USD,100,1,BK-1,2\nSO1,A1,2025-01-09,USD,50,2,BK-2,\nSO2,A1,2025-01-09,USD,7,,,\n`,
  )
  expect(items.map((item) => item.event)).toMatchObject([
    {
      id: 'SO1',
      data: {
        lines: [
          { lineId: '1', productId: 'BK-1', quantity: '2', net: '100' },
          { lineId: '2', productId: 'BK-2', net: '50' },
        ],
      },
    },
    { id: 'SO2', data: { net: '7' } },
  ])
})

test('a credit row is a credit note with an identity of its own', () => {
  const [order, credit] = read(`${header},kind\nSO1,A1,2025-01-09,USD,600,order\nSO1,A1,2025-01-12,USD,600,credit\n`)
  expect(order?.event).toMatchObject({ id: 'SO1', type: 'OrderAccepted' })
  expect(credit?.event).toMatchObject({ id: 'credit:SO1', type: 'CreditNoteIssued', data: { creditNoteId: 'SO1', net: '600' } })
})

test('a row of an order that was already closed is refused with both lines', () => {
  const items = read(`${header}\nSO1,A1,2025-01-09,USD,1\nSO2,A1,2025-01-09,USD,2\nSO1,A1,2025-01-09,USD,3\n`)
  expect(codes(items)).toEqual(['ok', 'ok', 'rows-apart'])
  expect(items.at(-1)).toMatchObject({ line: 4, problem: { lines: [2, 4] } })
})

test('rows of one order that disagree are put aside together', () => {
  const [item] = read(`${header}\nSO1,A1,2025-01-09,USD,1\nSO1,A2,2025-01-09,USD,2\n`)
  expect(item).toMatchObject({ problem: { code: 'invalid', detail: 'the rows of the order disagree on account_id' } })
  expect(item?.rows).toHaveLength(2)
})

test('an order is never recorded without its unreadable row', () => {
  const items = read(
    `${header}\nSO1,A1,2025-01-09,USD,1\nSO1,A1,2025-01-09\nSO2,A1,2025-01-09,USD,2\nSO2,A1,2025-01-09,USD,"2\nSO3,A1,2025-01-09,USD,3`,
  )
  expect(items.map((item) => [item.line, item.problem?.code ?? 'ok'])).toEqual([
    [2, 'invalid'],
    [4, 'invalid'],
    [6, 'ok'],
  ])
})

test.each([
  ['a stray quote, all cells quoted', '"SO1","A1","2025-01-09","USD","2","BK "1"'],
  ['a column missing, all cells quoted', '"SO1","A1","2025-01-09","USD","2"'],
  ['a stray quote in a cell before the order', '"SO1",A"1,"2025-01-09","USD","2","x"'],
  ['more bytes than a line may have', `SO1,A1,2025-01-09,USD,2,${'x'.repeat(10_001)}`],
  ['more bytes than a line may have, all cells quoted', `"SO1","A1","2025-01-09","USD","2","${'x'.repeat(20_002)}"`],
])('an order is never recorded without its row of %s, wherever that stands', (_name, broken) => {
  const rows = ['"SO1","A1","2025-01-09","USD","1","x"', 'SO1,A1,2025-01-09,USD,3,x']
  for (const at of [0, 1, 2]) {
    const items = read(`${header},product_id\n${rows.toSpliced(at, 0, broken).join('\n')}\nSO2,A1,2025-01-09,USD,7,x\n`)
    expect(items.map((item) => [item.line, item.problem === null])).toEqual([
      [2, false],
      [5, true],
    ])
  }
})

test('a row that is cut off is taken for no other order than its own', () => {
  const cut = `${'x'.repeat(1_020)},SO10`
  const items = read(
    `account_id,order_id,effective_on,currency,net\nA1,SO1,2025-01-09,USD,1\n${cut}${'0'.repeat(10_000)},2025-01-09,USD,1\n`,
  )
  expect(codes(items)).toEqual(['ok', 'too-large'])
})

test('a quote that is never closed costs its own line and no other', () => {
  const items = read(
    `${header}\nSO1,A1,2025-01-09,USD,"1\nSO2,A1,2025-01-09,USD,2\n"SO3",A1,2025-01-09,USD,3\nSO4,A"1,2025-01-09,USD,4\nSO5,A1,2025-01-09,USD,5\n`,
  )
  expect(items.map((item) => [item.line, item.problem?.code ?? 'ok'])).toEqual([
    [2, 'invalid'],
    [3, 'ok'],
    [4, 'ok'],
    [5, 'invalid'],
    [6, 'ok'],
  ])
})

test('quoted cells hold delimiters, quotes and line ends', () => {
  const [item] = read(`${header}\r\n"SO,""1""\r\nx",A1,2025-01-09,USD,600\r\n`)
  expect(item?.event).toMatchObject({ id: 'SO,"1"\nx' })
})

test('the blocks in which a file arrives make no difference', () => {
  const file = `\ufeff${header},product_id\r\nSO1,A1,2025-01-09,USD,1,"a\nb"\r\nSO1,A1,2025-01-09,USD,2,ä€\r\n\r\nSO2,A1,2025-01-09,USD,3,"c`
  for (const blockBytes of [1, 2, 7]) expect(read(file, { blockBytes })).toEqual(read(file))
})

test('a formula is data and stays as it came', () => {
  const [item] = read(`${header}\n=cmd,A1,2025-01-09,USD,-1\n`)
  expect(item?.event).toMatchObject({ id: '=cmd', data: { net: '-1' } })
})

test('columns are mapped by name and the delimiter may be another', () => {
  const [item] = read('No;Customer;Date;Cur;Net\nSO1;A1;2025-01-09;USD;600\n', {
    delimiter: ';',
    map: { No: 'order_id', Customer: 'account_id', Date: 'effective_on', Cur: 'currency', Net: 'net' },
  })
  expect(item?.event).toMatchObject({ id: 'SO1', data: { accountId: 'A1', net: '600' } })
})

test.each([
  ['an unknown column', `${header},colour\n`],
  ['a missing column', 'order_id,account_id,currency,net\n'],
  ['a column twice', `${header},net\n`],
  ['no header', 'SO1,A1,2025-01-09,USD,600\n'],
])('%s is refused before the first row', (_name, text) => {
  expect(() => read(text)).toThrow(IntakeFailure)
})

test('a column under another name is told which field it may be', () => {
  const refused = () => read('order_id,account,effective_on,currency,net\nSO1,A1,2025-01-09,USD,600\n')
  expect(refused).toThrow(
    expect.objectContaining({
      problem: expect.objectContaining({
        errors: [
          { pointer: '/header', detail: 'unknown column "account"; did you mean account_id?' },
          { pointer: '/header', detail: 'missing column account_id' },
        ],
      }),
    }),
  )
})

test('an order of more bytes than an event may have is put aside in parts, whole, and the next order is none the worse', () => {
  const row = 'SO1,A1,2025-01-09,USD,600'
  const items = read(`${header}\n${`${row}\n`.repeat(30)}SO2,A1,2025-01-09,USD,7\n${row}\n`)
  expect(codes(items)).toEqual(['too-large', 'too-large', 'too-large', 'ok', 'rows-apart'])
  expect(items.slice(0, 3).flatMap(({ rows }) => rows)).toHaveLength(30)
  expect(items.at(-1)?.problem).toMatchObject({ lines: [2, 33] })
})

import { expect, test } from 'vitest'
import { table, terminalOf } from './terminal.ts'

const nowhere = { write: () => true }
const onScreen = (columns: number) =>
  terminalOf({ stdout: { ...nowhere, isTTY: true, columns }, stderr: nowhere, environment: { NO_COLOR: '1' } })
const inFile = terminalOf({ stdout: nowhere, stderr: nowhere, environment: {} })

const columns = [{ title: 'kpi' }, { title: 'value', align: 'right' as const }, { title: 'what it is' }]
const rows = [
  ['net-sales', '1,100.00', 'Value of orders net of cancellations, less credit notes'],
  ['orders', '2', 'Number of qualifying orders'],
]

test('a table has titles, one rule and its rows, and numbers stand under each other', () => {
  expect(table(inFile, columns, rows).split('\n')).toEqual([
    'kpi           value  what it is',
    '─'.repeat(76),
    'net-sales  1,100.00  Value of orders net of cancellations, less credit notes',
    'orders            2  Number of qualifying orders',
  ])
})

test('the last column is folded on a screen that is too narrow, and nothing is lost', () => {
  const drawn = table(onScreen(50), columns, rows).split('\n')
  expect(Math.max(...drawn.map((line) => line.length))).toBeLessThanOrEqual(50)
  expect(drawn.join(' ').replace(/\s+/g, ' ')).toContain('Value of orders net of')
})

test('where folding does not help either, each row is a list of its own', () => {
  expect(table(onScreen(30), columns, rows).split('\n').slice(0, 3)).toEqual([
    'kpi         net-sales',
    'value       1,100.00',
    'what it is  Value of orders net of cancellations, less credit notes',
  ])
})

test('there is colour on a terminal only, and not where NO_COLOR is set', () => {
  expect(inFile.colour).toBe(false)
  expect(onScreen(80).colour).toBe(false)
  expect(terminalOf({ stdout: { ...nowhere, isTTY: true }, stderr: nowhere, environment: {} }).colour).toBe(true)
})

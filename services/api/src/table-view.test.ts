import { expect, test } from 'vitest'
import { viewOf } from './table-view.ts'

const table = {
  columns: [
    { id: 'owner', type: 'id' as const },
    { id: 'team', type: 'text' as const },
    { id: 'variance', type: 'money' as const },
    { id: 'attainment', type: 'ratio' as const },
  ],
  rows: [
    { owner: 'R1', team: 'West', variance: '-400.0000', attainment: null },
    { owner: 'R2', team: 'East', variance: '1000.5000', attainment: '1.100000' },
    { owner: 'R3', team: 'West', variance: '90.0000', attainment: '0.900000' },
  ],
}
const owners = (asked: Parameters<typeof viewOf>[1]) => viewOf(table, asked).rows.map(({ owner }) => owner)

test.each([
  ['variance', ['R1', 'R3', 'R2']],
  ['-variance', ['R2', 'R3', 'R1']],
  ['team,-variance', ['R2', 'R3', 'R1']],
])('sort=%s sorts numbers as numbers and text as text', (sort, expected) => {
  expect(owners({ sort })).toEqual(expected)
})

test('empty cells stand last, whichever way the table is sorted', () => {
  expect(owners({ sort: 'attainment' })).toEqual(['R3', 'R2', 'R1'])
  expect(owners({ sort: '-attainment' })).toEqual(['R2', 'R3', 'R1'])
})

test('fields narrow the table to the columns named, in their order', () => {
  expect(viewOf(table, { fields: 'variance,owner', sort: '-owner' })).toEqual({
    columns: [table.columns[2], table.columns[0]],
    rows: [
      { variance: '90.0000', owner: 'R3' },
      { variance: '1000.5000', owner: 'R2' },
      { variance: '-400.0000', owner: 'R1' },
    ],
  })
})

test.each([{ sort: '-varianc' }, { fields: 'owner,varianc' }])('a column that there is not is refused: %o', (asked) => {
  expect(() => viewOf(table, asked)).toThrow('the report has no column varianc; did you mean variance?')
})

import { orderFields } from '@daybook/intake'
import type { Random } from '../properties/random.ts'
import { damaged } from './byte-mutations.ts'
import { oddText } from './odd.ts'

const required = orderFields.slice(0, 5)
const optional = orderFields.slice(5)

/** A file of orders, and how many rows of it were written. */
export type CsvFile = { readonly bytes: Buffer; readonly rows: number; readonly delimiter: string }

/** A file of up to twelve rows, of which half are as they should be; now and then the header or the bytes are not. */
export const csvFile = (random: Random): CsvFile => {
  const delimiter = random.chance(90) ? ',' : random.pick([';', '\t', '|'])
  const columns = columnsOf(random)
  const rows = random.between(1, 12)
  const end = random.pick(['\n', '\n', '\r\n', '\r'])
  const lines = [columns.join(delimiter), ...rowsOf(columns, rows, random).map((cells) => lineOf(cells, delimiter, random))]
  const text = (random.chance(10) ? '\ufeff' : '') + lines.map((line) => line + lineEnd(end, random)).join('')
  const bytes = Buffer.from(text)
  return { bytes: random.chance(30) ? damaged(bytes, random) : bytes, rows, delimiter }
}

const columnsOf = (random: Random): readonly string[] => {
  const columns = [...required, ...optional.filter(() => random.chance(30))]
  const chance = random.below(100)
  if (chance < 3) return columns.slice(1)
  if (chance < 6) return [...columns, random.pick(columns)]
  if (chance < 9) return [...columns, oddText(random)]
  if (chance < 12) return columns.map((name) => name.toUpperCase())
  return chance < 30 ? columns.toReversed() : columns
}

const rowsOf = (columns: readonly string[], count: number, random: Random): readonly (readonly string[])[] => {
  let orderId = ''
  return Array.from({ length: count }, () => {
    if (orderId === '' || random.chance(80)) orderId = random.chance(95) ? `C${random.below(1e9)}` : `C${random.below(20)}`
    return columns.map((column) => (random.chance(96) ? goodCell(column, orderId, random) : oddText(random)))
  })
}

const goodCell = (column: string, orderId: string, random: Random): string => {
  switch (column) {
    case 'order_id':
      return orderId
    case 'account_id':
      return `A${1 + random.below(20)}`
    case 'effective_on':
      return '2025-03-05'
    case 'currency':
      return 'USD'
    case 'kind':
      return random.pick(['', 'order', 'credit'])
    case 'recorded_at':
      return random.pick(['', '2025-03-05T18:00:00Z'])
    case 'salesperson_id':
      return random.pick(['', 'R1', 'R2'])
    case 'net':
      return random.pick(['600', '600.0000', '-5.25', '0'])
    case 'line_id':
      return String(random.below(1_000))
    default:
      return random.pick(['', '', '1', '2.5', 'BK-1'])
  }
}

/** Cells as a line: quoted where they need it, and sometimes where they do not, or not where they do. */
const lineOf = (cells: readonly string[], delimiter: string, random: Random): string => {
  const written = cells.map((cell) => {
    const chance = random.below(200)
    if (chance === 0) return `"${cell}`
    if (chance === 1) return `${cell}"x"`
    if (chance === 2) return `"${cell}"x`
    if (chance < 20 || /["\r\n]/.test(cell) || cell.includes(delimiter)) return `"${cell.replaceAll('"', '""')}"`
    return cell
  })
  if (random.chance(2)) written.pop()
  if (random.chance(2)) written.push('more')
  return written.join(random.chance(99) ? delimiter : random.pick([';', '\t', ' ,']))
}

const lineEnd = (usual: string, random: Random): string => {
  const chance = random.below(100)
  if (chance < 94) return usual
  return chance < 97 ? `${usual}${usual}` : random.pick(['\n', '\r\n', '\r', ' \n', ''])
}

import { Worker } from 'node:worker_threads'
import { HttpProblem } from './http-problem.ts'
import { lettersMax } from './sheet-cells.ts'
import { type Sheet, xlsxOf } from './xlsx.ts'

/** Cells of a workbook that is made at once; with more, others would wait for it. */
const cellsAtOnce = 20_000

/**
 * The bytes of a workbook. A large one is made in a thread of its own, and one such thread after the other, since it takes much memory:
 * 50,000 rows of 20 columns are half a gigabyte for some seconds. Refused: a text that no cell holds.
 */
export const writtenXlsx = async (sheets: readonly Sheet[]): Promise<Uint8Array> => {
  for (const sheet of sheets) checkTexts(sheet)
  const cells = sheets.reduce((sum, { columns, rows }) => sum + columns.length * rows.length, 0)
  return cells <= cellsAtOnce ? xlsxOf(sheets) : writers.next(() => inThread(sheets))
}

const inThread = (sheets: readonly Sheet[]): Promise<Uint8Array> =>
  new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./xlsx-thread.ts', import.meta.url), { workerData: sheets })
    worker.once('message', resolve)
    worker.once('error', reject)
    worker.once('exit', (code) => reject(new Error(`the thread that makes a workbook ended with ${code}`)))
  })

/** One piece of work after the other, whatever became of the one before. */
const queue = () => {
  let last: Promise<unknown> = Promise.resolve()
  return {
    next: <Result>(work: () => Promise<Result>): Promise<Result> => {
      const result = last.then(work)
      last = result.catch(() => undefined)
      return result
    },
  }
}

const writers = queue()

/** A text that a cell cannot hold is not cut in silence. */
const checkTexts = ({ name, columns, rows }: Sheet): void => {
  for (const row of rows)
    for (const { id } of columns) {
      const value = row[id]
      const letters =
        typeof value === 'string' ? value.length : typeof value === 'object' ? (JSON.stringify(value)?.length ?? 0) : 0
      if (letters <= lettersMax) continue
      const detail = `a cell of ${name} has ${letters} letters, and a spreadsheet holds ${lettersMax}: ask for .csv or .ndjson`
      throw new HttpProblem('export-too-large', { detail })
    }
}

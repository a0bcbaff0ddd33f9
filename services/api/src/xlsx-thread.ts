import { parentPort, workerData } from 'node:worker_threads'
import { type Sheet, xlsxOf } from './xlsx.ts'

// The entry of the thread that makes large workbooks: the writer works for seconds without a pause.

const bytes = new Uint8Array(await xlsxOf(workerData as readonly Sheet[])) // Sound: what `writtenXlsx` gives it
parentPort?.postMessage(bytes, [bytes.buffer])

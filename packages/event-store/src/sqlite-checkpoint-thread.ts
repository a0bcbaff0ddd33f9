// A thread that moves the write-ahead log of one file into the file whenever it is told to, and says with which code it failed.
import { parentPort, workerData } from 'node:worker_threads'
import { connect, sqliteCode } from './sqlite-driver.ts'

const database = connect(String(workerData), { readOnly: false, timeout: 0 })
database.pragma('synchronous = FULL')

const move = (): string | null => {
  try {
    database.pragma('wal_checkpoint(PASSIVE)')
    return null
  } catch (error) {
    return sqliteCode(error) ?? String(error)
  }
}

parentPort?.on('message', () => parentPort?.postMessage(move()))

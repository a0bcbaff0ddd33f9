import { destination, type Logger, pino } from 'pino'

const secrets = ['req.headers.authorization', 'req.headers.cookie', 'headers.authorization', 'headers.cookie']

/** The log of the process: JSON on stderr, so that stdout stays data. Payloads are never logged, credentials never shown. */
export const loggerOf = (level: string): Logger =>
  pino(
    { level, base: { pid: process.pid }, redact: { paths: secrets, censor: '(secret)' } },
    destination({ dest: 2, sync: true }),
  )

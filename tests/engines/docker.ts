import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

/** How long an image may take to come and its server to answer; milliseconds. */
const patienceMs = 120_000

/**
 * A server in a container where a Docker engine answers (it is asked once, for 3 s) and has the image or can fetch it; else why not.
 *
 * @example
 * await containerOr(async () => (await import('./postgres-container.ts')).containerPostgres())
 * // { why: 'no Docker engine answers' }
 */
export const containerOr = async <Server>(
  start: () => Promise<Server>,
): Promise<{ readonly server: Server } | { readonly why: string }> => {
  if (!(await dockerAnswers())) return { why: 'no Docker engine answers' }
  const starting = start().then(
    (server) => ({ server }),
    (error: unknown) => ({ why: `Docker answers, but not with the container: ${reason(error)}` }),
  )
  const late = new Promise<{ readonly why: string }>((resolve) => {
    const why = `Docker has not started the container within ${patienceMs / 1_000} s`
    AbortSignal.timeout(patienceMs).addEventListener('abort', () => resolve({ why }))
  })
  return Promise.race([starting, late])
}

const dockerAnswers = async (): Promise<boolean> => {
  try {
    await promisify(execFile)('docker', ['info'], { timeout: 3_000, killSignal: 'SIGKILL' })
    return true
  } catch {
    return false
  }
}

const reason = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).replaceAll(/\s+/g, ' ').slice(0, 200)

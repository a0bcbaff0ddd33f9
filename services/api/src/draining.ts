import type { FastifyInstance } from 'fastify'
import { HttpProblem } from './http-problem.ts'

/** How long a stop waits for requests that are under way; with the closing of log and ledgers it must stay under ten seconds. */
const drainMsUsual = 5_000

/**
 * Lets a server that is asked to stop finish what is begun: requests that still come over open connections are answered `not-ready`, and
 * connections that are not done after five seconds are cut. What was not answered by then is found by sending it again.
 */
export const drainOnClose = (app: FastifyInstance, drainMs = drainMsUsual): void => {
  let isClosing = false
  app.addHook('preClose', async () => {
    isClosing = true
    const cutting = setTimeout(() => app.server.closeAllConnections(), drainMs)
    app.server.once('close', () => clearTimeout(cutting))
    cutting.unref()
  })
  app.addHook('onRequest', async () => {
    if (isClosing) throw new HttpProblem('not-ready', { detail: 'the server is stopping', retryAfterSeconds: 5 })
  })
}

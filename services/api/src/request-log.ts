import { type FastifyReply, type FastifyRequest, LogController } from 'fastify'

/** Logs one line for each request, when it is done: no payload, no parameters, no addresses. */
export const oneLineLog = (): LogController =>
  Object.assign(new LogController(), {
    incomingRequest: () => {},
    routeNotFound: () => {},
    requestCompleted,
  })

const requestCompleted = (error: Error | null | undefined, request: FastifyRequest, reply: FastifyReply): void => {
  const line = {
    method: request.method,
    route: request.routeOptions.url ?? null,
    status: reply.statusCode,
    ms: Math.round(reply.elapsedTime * 10) / 10,
  }
  if (error === null || error === undefined) reply.log.info(line, 'request')
  else reply.log.warn({ ...line, err: error }, 'request ended early')
}

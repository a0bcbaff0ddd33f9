import { type FastifyReply, type FastifyRequest, LogController } from 'fastify'

/** One line for each request, when it is done: no payload, no parameters, no addresses. */
export class OneLineLog extends LogController {
  override incomingRequest(): void {}
  override routeNotFound(): void {}
  override requestCompleted(error: Error | null | undefined, request: FastifyRequest, reply: FastifyReply): void {
    const line = {
      method: request.method,
      route: request.routeOptions.url ?? null,
      status: reply.statusCode,
      ms: Math.round(reply.elapsedTime * 10) / 10,
    }
    if (error === null || error === undefined) reply.log.info(line, 'request')
    else reply.log.warn({ ...line, err: error }, 'request ended early')
  }
}

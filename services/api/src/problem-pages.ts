import { nearestOr } from '@daybook/domain'
import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { sendProblem } from './problem-replies.ts'
import { isProblemCode, type Problem, type ProblemCode, problems } from './problems.ts'

const schema = {
  operationId: 'getProblem',
  tags: ['operating'],
  summary: 'What a problem code means',
  params: z.strictObject({
    code: z
      .string()
      .max(64)
      .meta({ examples: ['not-yet-applied'] }),
  }),
  produces: ['text/html'],
  response: { 200: z.unknown().meta({ type: 'string', examples: ['<!doctype html>\n'] }) },
}

/** `/problems/<code>`: the page that the `type` of a problem leads to. */
export const problemPages: FastifyPluginCallbackZod = (app, _options, done) => {
  app.get('/problems/:code', { schema }, (request, reply) => {
    const { code } = request.params
    if (isProblemCode(code)) {
      reply.header('content-security-policy', "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'")
      return reply.type('text/html; charset=utf-8').send(page(code, problems[code]))
    }
    return sendProblem(reply, 'not-found', {
      detail: `there is no such code; ${nearestOr(code, Object.keys(problems), '/docs describes the interface')}`,
    })
  })
  done()
}

// Only text of the table goes in, and the table holds no markup.
const page = (code: ProblemCode, { status, title, advice }: Problem): string => `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${code} – Daybook</title>
<style>body { font: 1rem/1.5 system-ui, sans-serif; max-width: 40rem; margin: 3rem auto; padding: 0 1rem } code { font-size: 1.1em }</style>
<h1>${title}</h1>
<p><code>${code}</code>, HTTP status ${status}</p>
${advice === undefined ? '' : `<p>${advice}</p>\n`}<p><a href="/docs">The interface</a></p>
</html>
`

import { z } from 'zod'

/** A problem as it is answered. Facts of its code stand beside these members. */
const Problem = z
  .looseObject({
    type: z.string().describe('The page of the code'),
    title: z.string(),
    status: z.int(),
    code: z.string().describe('Stable: what a program decides by'),
    detail: z.string(),
    errors: z
      .array(z.strictObject({ pointer: z.string().optional(), parameter: z.string().optional(), detail: z.string() }))
      .optional()
      .describe('Each place that is wrong: a JSON pointer into the body, or a parameter'),
    requestId: z.string(),
  })
  .meta({
    id: 'Problem',
    examples: [
      {
        type: '/problems/account-lost',
        title: 'The account is lost on that day; win it back first',
        status: 409,
        code: 'account-lost',
        detail: 'The account is lost on that day; win it back first (lostOn 2025-02-28)',
        lostOn: '2025-02-28',
        requestId: '0b9f6a0e-6b4a-4a55-9d6e-0d6b1a2c7e11',
      },
    ],
  })

const content = { 'application/problem+json': { schema: Problem } }

/** What every route may answer besides. */
export const problemAnswers = {
  '4xx': { description: 'The request cannot be answered as it is', content },
  '5xx': { description: 'The server failed, or does not offer it', content },
}

/** The answer to a caller who has it already. */
export const notModified = { 304: z.null().describe('The caller has this answer already') }

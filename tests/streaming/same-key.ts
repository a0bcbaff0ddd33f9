import { serve } from '../scenarios/program.ts'
import { logged, post } from './load.ts'
import type { Run } from './main.ts'

const parallel = 100

/** F27: the same decision under the same key a hundred times at once is taken once; the others are told so, or that it is under way. */
export const sameKey: Run = async ({ rounds, folder, say }) => {
  await using book = await serve(folder)
  const problems: string[] = []
  const told = { first: 0, replayed: 0, inFlight: 0 }
  for (let round = 0; round < rounds; round += 1) {
    const url = `${book.address}/v1/accounts`
    const body = JSON.stringify({ accountId: `K${round}`, name: 'Acme', effectiveOn: '2024-01-01' })
    const key = { 'idempotency-key': `key-${round}` }
    const answers = await Promise.all(Array.from({ length: parallel }, () => post(url, body, key)))
    for (const answer of [...answers, await post(url, body, key)]) {
      if (answer?.status === 409 && answer.body.code === 'in-flight' && answer.headers.get('retry-after') === '1')
        told.inFlight += 1
      else if (answer?.status !== 201) problems.push(`round ${round} was answered ${answer?.status} ${answer?.body.code}`)
      else told[answer.headers.get('idempotent-replayed') === 'true' ? 'replayed' : 'first'] += 1
    }
    const other = await post(url, body.replace('Acme', 'Other'), key)
    if (other?.status !== 422 || other.body.code !== 'idempotency-key-reused')
      problems.push(`another request had ${other?.status}`)
  }
  const events = (await logged(book.address)).length
  if (events !== rounds || told.first !== rounds)
    problems.push(`${events} events and ${told.first} first answers for ${rounds} keys`)
  say(
    `${rounds} keys used ${parallel} times at once: ${told.first} first answers, ${told.replayed} again, ${told.inFlight} in flight`,
  )
  return problems
}

import { afterAll, afterEach, describe, test } from 'vitest'
import { engineLine, type RunningKafka, withKafka } from './kafka.ts'

/**
 * A suite on a real Kafka broker of its own, or one visible skip with the reason. The title says which broker it is.
 *
 * @example
 * await suiteOnKafka('the feed', (kafka) => {
 *   test('records what a topic holds', async () => { await makeTopic(kafka.brokers, 'orders', { partitions: 3 }) })
 * })
 */
export const suiteOnKafka = async (subject: string, tests: (kafka: RunningKafka) => void): Promise<void> => {
  const kafka = await withKafka()
  const title = `[${engineLine(kafka)}] ${subject}`
  if (kafka.kind === 'skipped') return test.skip(title, () => undefined)
  describe(title, () => {
    afterAll(kafka.stop)
    afterEach(({ task }) => {
      if (task.result?.state === 'fail') process.stderr.write(`the broker said: ${kafka.control?.said() ?? 'nothing we hear'}\n`)
    })
    tests(kafka)
  })
}

import { expect, test } from 'vitest'
import { engineText, serversIn, type Tested } from './engine-lines.ts'

const onDouble = '[eventstoredb-double | double | - | no Docker engine answers]'
const tests: readonly Tested[] = [
  { fullName: `${onDouble} the contract an event comes back`, status: 'passed' },
  { fullName: `[PostgreSQL | real | 18.4 | embedded] a log ${onDouble} an event is lost`, status: 'failed' },
  { fullName: '[Kafka | skipped | - | java is not installed] the feed', status: 'skipped' },
]

test('the table has a line for each engine: which it was, why, and how its tests went', () => {
  const lines = serversIn(tests.map(({ fullName }) => fullName)).map((engine) => engineText(engine, tests))
  expect(lines).toEqual([
    'eventstoredb-double | double | - | no Docker engine answers: 1 passed, 1 failed',
    'PostgreSQL | real | 18.4 | embedded: 0 passed, 1 failed',
    'Kafka | skipped | - | java is not installed',
    'EventStoreDB | skipped | - | its suites were not run',
  ])
})

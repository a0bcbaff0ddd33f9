import { expect, test } from 'vitest'
import { withoutKafkaTimeouts } from './kafka-warnings.ts'

const insideKafka =
  'Error\n    at scheduleCheckPendingRequests (/srv/node_modules/kafkajs/src/network/requestQueue/index.js:317:36)'
const insideOurs = 'Error\n    at heartbeatIn (/srv/daybook/services/intake/src/kafka.ts:31:7)'

/** What passes of one warning given somewhere. */
const passed = (callers: string, ...given: readonly unknown[]): readonly unknown[] => {
  const heard: unknown[] = []
  const warn = withoutKafkaTimeouts(
    (...words: unknown[]) => void heard.push(words),
    () => callers,
  )
  Reflect.apply(warn, process, given)
  return heard
}

test('a negative timer of kafkajs is not worth a warning', () => {
  expect(passed(insideKafka, '-1730000000000 is a negative number.', 'TimeoutNegativeWarning')).toEqual([])
  expect(passed(insideKafka, '-1 is a negative number.', { type: 'TimeoutNegativeWarning' })).toEqual([])
})

test('a negative timer of anybody else still is', () => {
  const given = ['-1 is a negative number.', 'TimeoutNegativeWarning']
  expect(passed(insideOurs, ...given)).toEqual([given])
})

test.each([
  [['Timeout overflow', 'TimeoutOverflowWarning']],
  [['not a number', 'TimeoutNaNWarning']],
  [['Buffer() is deprecated', 'DeprecationWarning', 'DEP0005']],
  [['TimeoutNegativeWarning']],
  [['something else', { type: 'Warning', detail: 'TimeoutNegativeWarning' }]],
  [[new Error('TimeoutNegativeWarning')]],
])('kafkajs may warn of everything else: %j', (given) => {
  expect(passed(insideKafka, ...given)).toEqual([given])
})

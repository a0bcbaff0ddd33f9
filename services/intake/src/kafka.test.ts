import { expect, test } from 'vitest'
import { headersOf } from './kafka.ts'

test('a header has all its values, and an empty one where its sender gave none', () => {
  const nothing = null as unknown as Buffer // Sound: what kafkajs gives for a header without a value, whatever its types say
  const given = { once: Buffer.from('a'), twice: ['b', 'c'], none: nothing, some: [nothing, 'd'], absent: undefined }
  expect(headersOf(given)).toEqual({ once: [Buffer.from('a')], twice: ['b', 'c'], none: [''], some: ['', 'd'], absent: [''] })
})

test('a header that is called as something every object has keeps its own values alone', () => {
  const inherited = Object as unknown as Buffer // Sound: kafkajs puts it before the value, as if it had come with the record
  expect(headersOf({ constructor: [inherited, Buffer.from('a')] })).toEqual({ constructor: [Buffer.from('a')] })
})

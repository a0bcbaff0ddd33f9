import { Source, SourceEventId } from '@daybook/domain'
import { expect, test } from 'vitest'
import { eventIdOf } from './event-id.ts'

const idOf = (source: string, id: string) => eventIdOf(Source.parse(source), SourceEventId.parse(id))

test('event ids are those that senders can compute', () => {
  expect(idOf('erp', 'SO43659')).toBe('fe7e7cf0-8cff-5118-9b8d-e4cc509abfa4')
  expect(idOf('erp', 'SO43660')).toBe('3b805bc0-5455-5b23-b778-df0c28f71c7e')
  expect(idOf('web:shop', 'SO43659')).toBe('9e3a9b02-ab18-5224-baa1-2604dcabc4c5')
})

test('an id of many bytes has its event id like any other', () => {
  const long = 'é'.repeat(128)
  expect(idOf('erp', long)).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  expect(idOf('erp', long)).not.toBe(idOf('erp', `${long.slice(1)}e`))
})

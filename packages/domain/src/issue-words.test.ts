import { expect, test } from 'vitest'
import { z } from 'zod'
import { Day } from './index.ts'

const said = (schema: z.ZodType, input: unknown): readonly string[] => {
  const result = schema.safeParse(input)
  return result.success ? [] : result.error.issues.map(({ path, message }) => `${path.join('.')} ${message}`)
}

const Visit = z.strictObject({
  accountId: z.string(),
  on: Day,
  kind: z.enum(['call', 'visit']),
  minutes: z.int().min(1),
  by: z.union([z.string(), z.number()]),
  guests: z.array(z.string()),
})

test('what is not there is needed, with what it may be where that is a short list', () => {
  expect(said(Visit, {})).toEqual([
    'accountId is needed',
    'on is needed',
    'kind is needed: call or visit',
    'minutes is needed',
    'by is needed',
    'guests is needed',
  ])
})

test('what is there and is not what it must be is told what it must be', () => {
  expect(said(Visit, { accountId: 7, on: '1 March', kind: 'dinner', minutes: 'ten', by: 'bo', guests: 'two' })).toEqual([
    'accountId must be a string',
    'on must be a day, YYYY-MM-DD',
    'kind must be call or visit',
    'minutes must be a number',
    'guests must be a list',
  ])
})

test('what a schema says itself goes before', () => {
  expect(said(z.string({ error: 'must name an account' }), undefined)).toEqual([' must name an account'])
  expect(said(Day, '0000-12-31')).toEqual([' must be 0001-01-01 or later'])
})

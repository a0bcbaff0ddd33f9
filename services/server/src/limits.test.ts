import { defaultLimits } from '@daybook/intake'
import { expect, test } from 'vitest'
import { configOrFail } from './config.ts'
import { limitsOf } from './limits.ts'

test('without a setting the bounds are those of the intake', () => {
  expect(limitsOf(configOrFail({}, {}), 'server')).toEqual(defaultLimits)
})

test('a bound that is set holds', () => {
  const limits = limitsOf(configOrFail({}, { DAYBOOK_LIMIT_IMPORT_ROWS: '50' }), 'server')
  expect(limits).toMatchObject({ importRows: 50, batchItems: defaultLimits.batchItems })
})

test('the program on its own folder takes a file of any length', () => {
  expect(limitsOf(configOrFail({}, {}), 'own-folder').importRows).toBe(Number.POSITIVE_INFINITY)
})

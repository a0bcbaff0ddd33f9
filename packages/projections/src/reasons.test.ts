import { expect, test } from 'vitest'
import { reasonOf } from './reasons.ts'

test('the sign of the delta tells an order from its reversal', () => {
  expect(reasonOf('OrderAccepted', 1000n)).toBe('order')
  expect(reasonOf('OrderAccepted', -1n)).toBe('superseded')
})

test('an assignment moves in where it adds and out where it takes away', () => {
  expect(reasonOf('AssignmentCorrected', 1n)).toBe('reassigned-in')
  expect(reasonOf('AccountAssigned', -1n)).toBe('reassigned-out')
})

test('a correction is a correction both ways', () => {
  expect(reasonOf('OrderCorrected', -1000n)).toBe('correction')
  expect(reasonOf('OrderCorrected', 1100n)).toBe('correction')
})

test('a KPI may use words of its own', () => {
  const reasons = { up: 'became-overdue', down: 'bought' }
  expect(reasonOf('OrderAccepted', 1n, reasons)).toBe('became-overdue')
  expect(reasonOf('OrderAccepted', -1n, reasons)).toBe('bought')
})

test('an event without a line of its own gives its name', () => {
  expect(reasonOf('OrderGuessed', 1n)).toBe('order-guessed')
})

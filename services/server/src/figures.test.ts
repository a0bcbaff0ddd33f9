import { expect, test } from 'vitest'
import { figure, grouped, moneyShown, percentage } from './figures.ts'

test('digits stand in groups of three', () => {
  expect([grouped('1234567'), grouped('-12345.5'), grouped('999')]).toEqual(['1,234,567', '-12,345.5', '999'])
})

test('a ratio is shown as a percentage, rounded once', () => {
  expect([percentage('0.927273'), percentage('-0.000050'), percentage('1.000000'), percentage('12.345600')]).toEqual([
    '92.73 %',
    '-0.01 %',
    '100.00 %',
    '1,234.56 %',
  ])
})

test('money has cents until it is a million', () => {
  expect([moneyShown('600.5000'), moneyShown('-500.0000'), moneyShown('33.3334'), moneyShown('1234567.8900')]).toEqual([
    '600.50',
    '-500.00',
    '33.3334',
    '1,234,568',
  ])
})

test('what has no value says why', () => {
  expect(figure(null, 'ratio', 'no-quota')).toBe('no-quota')
})

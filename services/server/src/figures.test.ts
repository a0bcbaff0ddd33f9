import { expect, test } from 'vitest'
import { difference, figure, grouped, moneyShown, percentage } from './figures.ts'

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

test('what lies between two ratios is told in points, between other values in their unit', () => {
  expect([
    difference('-0.144599', 'ratio'),
    difference('0.022318', 'ratio'),
    difference('-8060.6883', 'money'),
    difference(-3, 'accounts'),
    difference(null, 'ratio'),
  ]).toEqual(['-14.46 pp', '2.23 pp', '-8,060.6883', '-3', '–'])
})

test('counts in parts are shown as far as they go, and are no percentages', () => {
  expect([figure('11.000000', 'share'), figure('2.333300', 'share'), figure('13.166667', 'accounts')]).toEqual([
    '11',
    '2.3333',
    '13.166667',
  ])
})

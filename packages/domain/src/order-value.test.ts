import fc from 'fast-check'
import { expect, test } from 'vitest'
import { amount, line } from '../../../tests/domain/given.ts'
import { amountOf, decimalOf } from './money.ts'
import { byCodePoint, normalLines, valuedLines } from './order-value.ts'

const lines = [line('1', '100'), line('2', '50')]

test('a total that differs by one ten-thousandth a line is accepted, and the lines count', () => {
  expect(normalLines({ lines, net: amount('150.0002') })).toEqual({ ok: true, value: lines })
  expect(normalLines({ lines, net: amount('149.9998') }).ok).toBe(true)
})

test('a total that differs by more is a mismatch', () => {
  expect(normalLines({ lines, net: amount('150.0003') })).toEqual({
    ok: false,
    refusal: { code: 'total-mismatch', given: '150.0003', computed: '150.0000', difference: '0.0003' },
  })
})

test('the total is net of the discount of the order', () => {
  expect(normalLines({ lines, net: amount('135'), orderDiscount: amount('15') }).ok).toBe(true)
  expect(normalLines({ lines, net: amount('150'), orderDiscount: amount('15') }).ok).toBe(false)
})

test('an amount for the whole is one line, and lines stand by their ids', () => {
  expect(normalLines({ net: amount('1200') })).toEqual({ ok: true, value: [line('1', '1200')] })
  expect(normalLines({ lines: [line('b', '1'), line('10', '2'), line('a', '3'), line('9', '4')] })).toEqual({
    ok: true,
    value: [line('10', '2'), line('9', '4'), line('a', '3'), line('b', '1')],
  })
})

test('texts are ordered by code point, not by UTF-16 unit', () => {
  expect(['\u{1F600}', '\uFB01', 'a', 'ab', ''].toSorted(byCodePoint)).toEqual(['', 'a', 'ab', '\uFB01', '\u{1F600}'])
})

test('the discount is spread by line value, largest remainder', () => {
  const values = valuedLines({ lines, orderDiscount: amount('10.0001') }).map(({ value }) => decimalOf(value))
  expect(values).toEqual(['93.3333', '46.6666'])
})

test('a return bears its part of the discount, and lines worth nothing bear it evenly', () => {
  const withReturn = [line('1', '100'), line('2', '-25')]
  expect(valuedLines({ lines: withReturn, orderDiscount: amount('10') }).map(({ value }) => decimalOf(value))).toEqual([
    '92.0000',
    '-27.0000',
  ])
  expect(valuedLines({ lines: [line('1', '0'), line('2', '0')], orderDiscount: amount('1') }).map(({ value }) => value)).toEqual([
    -5_000n,
    -5_000n,
  ])
})

test('values of lines add up to the value of the order', () => {
  const net = fc.bigInt(-1_000_000n, 10_000_000n).map(decimalOf)
  fc.assert(
    fc.property(fc.array(net, { minLength: 1, maxLength: 8 }), fc.bigInt(0n, 1_000_000n), (nets, discount) => {
      const all = nets.map((one, index) => line(String(index), one))
      const sum = valuedLines({ lines: all, orderDiscount: decimalOf(discount) }).reduce((total, { value }) => total + value, 0n)
      return sum === nets.reduce((total, one) => total + amountOf(one), -discount)
    }),
  )
})

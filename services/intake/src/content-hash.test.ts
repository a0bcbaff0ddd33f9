import canonicalize from 'canonicalize'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { canonical, payloadHash } from './content-hash.ts'

const line = { lineId: '1', net: '600.0000', productId: 'BK-1', quantity: '2.0000' }
const order = {
  orderId: 'SO43659',
  accountId: 'A1',
  effectiveOn: '2025-01-09',
  currency: 'USD',
  salespersonId: 'R1',
  lines: [line],
}
const content = { type: 'OrderAccepted', subject: 'A1', time: null, data: order }

test('the canonical form and the digest of the published order are those of the specification', () => {
  expect(canonical(content)).toBe(
    '{"data":{"accountId":"A1","currency":"USD","effectiveOn":"2025-01-09","lines":[{"lineId":"1","net":"600.0000","productId":"BK-1","quantity":"2.0000"}],"orderId":"SO43659","salespersonId":"R1"},"subject":"A1","time":null,"type":"OrderAccepted"}',
  )
  expect(canonical(content)).toHaveLength(243)
  expect(payloadHash(content)).toBe('s1:0835777686fff467de81f33932dc17f90767714155b774ae1ee6003354c52871')
})

test('a ten-thousandth more is other content', () => {
  const dearer = { ...content, data: { ...order, lines: [{ ...line, net: '600.0001' }] } }
  expect(payloadHash(dearer)).toBe('s1:f7134dcb2eb417417b663154a9588aed4237ec0db1a5ee2cf77da18de3b1720b')
})

test('the order in which fields are written is not content', () => {
  expect(payloadHash({ data: order, time: null, subject: 'A1', type: 'OrderAccepted' })).toBe(payloadHash(content))
})

test('the canonical form is that of the reference implementation, whatever the value', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(canonical(value)).toBe(canonicalize(value))
    }),
    { examples: [[{ 10: 1, 9: 2, a: { '\ud83d\ude00': 1, '\ufb33': 2 } }], [[{ b: 1, a: [{ d: 1, c: '\u0007"' }] }]]] },
  )
})

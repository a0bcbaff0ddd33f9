import { expect, test } from 'vitest'
import { isArray, itemsOf } from './json-array.ts'

const items = (text: string): readonly string[] | null => itemsOf(Buffer.from(text))?.map((item) => item.toString()) ?? null

test('the items of an array are its own bytes, without the space around them', () => {
  expect(items(' [ {"a":"],["} ,\n[1,{"b":2}], "x\\"y" ]\r\n')).toEqual(['{"a":"],["}', '[1,{"b":2}]', '"x\\"y"'])
  expect(items('[]')).toEqual([])
  expect(items('[ \n ]')).toEqual([])
})

test('a hole in the array is an empty item, which the decoder refuses', () => {
  expect(items('[1,]')).toEqual(['1', ''])
  expect(items('[,1]')).toEqual(['', '1'])
})

test.each(['{"a":1}', '[1', '[1}', '[1] 2', '["x]', '', '1'])('what is not one whole array is null: %s', (text) => {
  expect(items(text)).toBeNull()
})

test('an array is told by its first byte', () => {
  expect(isArray(Buffer.from('\n [1]'))).toBe(true)
  expect(isArray(Buffer.from('{"a":[1]}'))).toBe(false)
})

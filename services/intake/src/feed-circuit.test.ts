import { expect, test } from 'vitest'
import { openCircuit } from './feed-circuit.ts'

test('a topic of which more than its share is put aside trips the circuit', () => {
  const circuit = openCircuit({ percent: 5, window: 1_000 })
  expect(circuit.count(200, 50)).toBe(false)
  expect(circuit.count(200, 1)).toBe(true)
})

test('what lies further back than the window does not count', () => {
  const circuit = openCircuit({ percent: 5, window: 1_000 })
  circuit.count(200, 50)
  for (let chunk = 0; chunk < 4; chunk += 1) circuit.count(200, 0)
  expect(circuit.aside()).toBe(50)
  expect(circuit.count(200, 40)).toBe(false)
  expect(circuit.aside()).toBe(40)
})

test('a share of a hundred never trips', () => {
  const circuit = openCircuit({ percent: 100, window: 1_000 })
  for (let chunk = 0; chunk < 20; chunk += 1) {
    expect(circuit.count(200, 200)).toBe(false)
    expect(circuit.count(7, 7)).toBe(false)
  }
})

import { expect, test } from 'vitest'
import { liveParts, xmlProblems } from '../../../tests/fixtures/well-formed.ts'
import { flow, monthly, orderSize, others, overdue, yearToDate } from './example-charts.ts'
import { svgOf } from './svg.ts'

const all = [monthly, orderSize, yearToDate, flow, overdue, ...others]

test.each(all.map((chart) => [chart.title, chart] as const))('%s is drawn as one sound document', async (title, chart) => {
  const svg = await svgOf(chart)
  expect(xmlProblems(svg)).toEqual([])
  expect(liveParts(svg)).toEqual([])
  expect(svg).toContain(
    `<title id="chart-title">${title} · rep R1 · 2025-01 to 2025-04 · as of 2025-04-10 · known at position 94</title>`,
  )
  expect(svg.match(/<path|<rect/g)?.length).toBeGreaterThan(4)
})

test('the same chart is the same picture, whatever was drawn before', async () => {
  const first = await svgOf(monthly)
  await svgOf(flow)
  expect(await svgOf(monthly)).toBe(first)
})

test('names are text, whatever they look like', async () => {
  const svg = await svgOf({ ...overdue, title: 'A & B <b>', subtitle: ['"quoted" \u0007'] })
  expect(xmlProblems(svg)).toEqual([])
  expect(svg).toContain('A &amp; B &lt;b&gt;')
  expect(svg).toContain('&quot;quoted&quot; \ufffd')
  expect(svg).not.toContain('<script')
})

test('each owner has a panel of his own', async () => {
  const both = [...monthly.rows, ...monthly.rows.map((row) => ({ ...row, ownerId: 'R2' }))]
  const svg = await svgOf({ ...monthly, rows: both })
  expect(svg.match(/<svg /g)).toHaveLength(3)
  expect(svg).toContain('>rep R1</text>')
  expect(svg).toContain('>rep R2</text>')
})

test('an empty chart says why', async () => {
  expect(await svgOf({ ...monthly, rows: [] })).toContain('Nothing to draw: there are no rows for this question.')
  const without = orderSize.rows.map((row) => ({ ...row, size: null, reason: 'no-orders' }))
  expect(await svgOf({ ...orderSize, rows: without })).toContain('none of the 3 rows has a value (no-orders).')
  const empty = others.map((chart) => ({ ...chart, rows: [] }))
  for (const chart of [...empty, { ...flow, rows: [] }, { ...yearToDate, rows: [] }, { ...overdue, rows: [] }])
    expect([chart.title, await svgOf(chart)]).toEqual([chart.title, expect.stringContaining('Nothing to draw')])
})

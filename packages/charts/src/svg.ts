import { type Chart, type Drawn, panelsOf } from './chart.ts'
import { drawn } from './drawn.ts'
import { ink } from './ink.ts'

const width = 960
const margin = 16
const nothingHeight = 80

/**
 * A chart as a picture: one SVG document without scripts, styles or fonts from elsewhere, and the same for the same chart whenever and
 * wherever it is drawn. Its title and what it says stand in `title` and `desc` as well, for who cannot see it.
 *
 * ECharts is loaded with the first picture.
 */
export const svgOf = async (chart: Chart): Promise<string> => {
  const panels = panelsOf(chart)
  const pieces: string[] = []
  const summaries: string[] = []
  let y = headHeight(chart)
  for (const [place, { name, rows }] of panels.entries()) {
    const { drawing, columns, asOf, running = new Set<string>() } = chart
    const panel = drawn({ drawing, columns, rows, asOf, running, width })
    if (panels.length > 1) {
      pieces.push(text(name, { x: margin, y: y + 14, size: 13, bold: true }))
      y += 22
    }
    const { picture, height } = await pictureOf(panel, { place, y })
    pieces.push(picture)
    summaries.push([panels.length > 1 ? `${name}:` : '', 'nothing' in panel ? panel.nothing : panel.summary].join(' ').trim())
    y += height + margin
  }
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="${width}" height="${y}" viewBox="0 0 ${width} ${y}" role="img" aria-labelledby="chart-title chart-description">`,
    `<title id="chart-title">${escaped([chart.title, ...chart.subtitle].join(' · '))}</title>`,
    `<desc id="chart-description">${escaped(summaries.join(' '))}</desc>`,
    `<rect width="${width}" height="${y}" fill="#ffffff"/>`,
    text(chart.title, { x: margin, y: 28, size: 18, bold: true }),
    ...chart.subtitle.map((line, place) => text(line, { x: margin, y: 48 + place * lineHeight, size: 12 })),
    ...pieces,
    '</svg>\n',
  ].join('\n')
}

const lineHeight = 17
const headHeight = ({ subtitle }: Chart): number => 48 + subtitle.length * lineHeight

type Place = { readonly place: number; readonly y: number }

const pictureOf = async (panel: Drawn, { place, y }: Place): Promise<{ readonly picture: string; readonly height: number }> => {
  if ('nothing' in panel) return { picture: text(panel.nothing, { x: margin, y: y + 36, size: 14 }), height: nothingHeight }
  const { init } = await import('echarts')
  const { option, height } = panel
  const instance = init(null, null, { renderer: 'svg', ssr: true, width, height })
  try {
    instance.setOption(option)
    return { picture: nested(instance.renderToSVGString(), { place, y }), height }
  } finally {
    instance.dispose()
  }
}

/**
 * A picture as a part of another: where it stands, and without what a page would need to move it. What readers wrote stands in it with
 * its quotes escaped, so that none of it is taken for an attribute.
 */
const nested = (svg: string, { place, y }: Place): string => {
  const names = new Map<string, string>()
  const nameOf = (id: string): string => {
    const known = names.get(id) ?? `panel-${place}-${names.size}`
    names.set(id, known)
    return known
  }
  return svg
    .replace('<svg ', `<svg x="0" y="${y}" `)
    .replaceAll(/<style\b[^>]*>[\s\S]*?<\/style>/g, '')
    .replaceAll(/ (?:class="zr[\w-]*"|ecmeta_\w+="[^"]*"|pointer-events="[^"]*"|baseProfile="full"|version="1\.1")/g, '')
    .replaceAll(/ id="(zr[\w-]+)"/g, (_whole, id: string) => ` id="${nameOf(id)}"`)
    .replaceAll(/="url\(#(zr[\w-]+)\)"/g, (_whole, id: string) => `="url(#${nameOf(id)})"`)
    .trim()
}

type Letters = { readonly x: number; readonly y: number; readonly size: number; readonly bold?: boolean }

const text = (content: string, { x, y, size, bold = false }: Letters): string =>
  `<text x="${x}" y="${y}" font-family="sans-serif" font-size="${size}"${bold ? ' font-weight="bold"' : ''} fill="${ink.text}">${escaped(content)}</text>`

const marks: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

// What XML has no way to write is shown as the sign for it.
const unwritable = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu

/** Text that stands in a document of XML as it is. */
const escaped = (content: string): string =>
  content.replace(unwritable, '\uFFFD').replace(/[&<>"']/g, (mark) => marks[mark] ?? mark)

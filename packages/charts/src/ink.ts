import type { EChartsOption } from 'echarts'

/** Colours that people who see few of them can tell apart (Okabe and Ito). Nothing is told by colour alone. */
export const ink = {
  blue: '#0072b2',
  sky: '#56b4e9',
  orange: '#e69f00',
  green: '#009e73',
  red: '#d55e00',
  pink: '#cc79a7',
  brown: '#8c6d31',
  grey: '#8a8f98',
  text: '#222222',
  faint: '#d9dce1',
} as const

/** The colours of things that have none of their own, in turn. */
const palette = [ink.blue, ink.orange, ink.green, ink.pink, ink.sky, ink.red, ink.brown, ink.grey] as const

/** The colour of the thing at a place; they come round again. */
export const colourAt = (place: number): string => palette[place % palette.length] ?? ink.blue

type Decal = {
  readonly symbol: string
  dashArrayX: (number | number[])[]
  dashArrayY: number[]
  readonly rotation?: number
  readonly symbolSize?: number
  readonly color: string
}

const stripes = (rotation: number, color: string): Decal => ({
  symbol: 'rect',
  dashArrayX: [1, 0],
  dashArrayY: [2, 5],
  rotation,
  color,
})

const veil = 'rgba(255,255,255,0.6)'

/** The hatching of what came after a close. */
export const hatched: Decal = { ...stripes(Math.PI / 4, '#ffffff'), dashArrayY: [3, 4] }

/** Patterns for parts that lie beside one another, in turn; the first is plain. */
export const patternAt = (place: number): { decal?: Decal } => {
  const decal = patterns[place % patterns.length] ?? null
  return decal === null ? {} : { decal }
}

const patterns: readonly (Decal | null)[] = [
  null,
  stripes(Math.PI / 4, veil),
  {
    symbol: 'circle',
    dashArrayX: [
      [8, 8],
      [0, 8, 8, 0],
    ],
    dashArrayY: [6, 0],
    symbolSize: 0.5,
    color: veil,
  },
  stripes(-Math.PI / 4, veil),
  stripes(Math.PI / 2, veil),
]

/** What every picture begins with: it stands still, and its letters are those of the reader's machine. */
export const plain = {
  animation: false,
  backgroundColor: 'transparent',
  textStyle: { fontFamily: 'sans-serif', color: ink.text },
} as const satisfies EChartsOption

/** Letters along an axis. */
export const axisText = { color: ink.text, fontSize: 11 } as const

/** The lines behind the figures of an axis. */
export const gridLines = { lineStyle: { color: ink.faint } } as const

/** The names of what is drawn, above the picture. */
export const legend = { top: 0, left: 'center', itemGap: 30, textStyle: { color: ink.text, fontSize: 12 } } as const

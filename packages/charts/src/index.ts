export { type Chart, type Drawn, type Panel, panelsOf } from './chart.ts'
export { drawn } from './drawn.ts'
export { svgOf } from './svg.ts'

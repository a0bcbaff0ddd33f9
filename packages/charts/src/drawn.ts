import type { Drawing } from '@daybook/projections'
import type { Drawn, Panel } from './chart.ts'
import { course } from './course.ts'
import { cumulative } from './cumulative.ts'
import { cutOff } from './cut-off.ts'
import { dotPlot } from './dot-plot.ts'
import { heatMap } from './heat-map.ts'
import { pareto } from './pareto.ts'
import { rankedBars } from './ranked-bars.ts'
import { stackedBars } from './stacked-bars.ts'
import { timeline } from './timeline.ts'
import { waterfall } from './waterfall.ts'

/** A panel as an ECharts option: the same for a page that draws it and for a file. */
export const drawn = (panel: Panel): Drawn => {
  const { drawing } = panel
  switch (drawing.kind) {
    case 'course':
      return course(as(panel, drawing))
    case 'cumulative':
      return cumulative(as(panel, drawing))
    case 'waterfall':
      return waterfall(as(panel, drawing))
    case 'ranked-bars':
      return rankedBars(as(panel, drawing))
    case 'dot-plot':
      return dotPlot(as(panel, drawing))
    case 'cut-off':
      return cutOff(as(panel, drawing))
    case 'stacked-bars':
      return stackedBars(as(panel, drawing))
    case 'pareto':
      return pareto(as(panel, drawing))
    case 'heat-map':
      return heatMap(as(panel, drawing))
    case 'timeline':
      return timeline(as(panel, drawing))
  }
}

const as = <Of extends Drawing>(panel: Panel, drawing: Of): Panel<Of> => ({ ...panel, drawing })

import { kpis } from '@daybook/projections'

const marks: ReadonlySet<string> = new Set(kpis.flatMap(({ set }) => (set === undefined ? [] : [set.by])))

/** Whether a KPI only tells if a plan is set at all: nobody asks for it by itself. */
export const isPlanMark = (name: string): boolean => marks.has(name)

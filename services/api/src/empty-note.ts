import { addDays, isDay } from '@daybook/domain'
import type { AnyReport } from '@daybook/projections'
import type { ValuesAnswer } from '@daybook/read-model'
import { commandEndpoints } from './command-table.ts'
import type { Times } from './times.ts'

/** A note beside the rows of an answer: why there are none, or why they count nothing yet, and what to do. */
export type Noted = { readonly note?: string }

/** Why a report has no rows: nothing is recorded, nothing of what its rows come from, or all is as it should be. */
export const noteOfReport = (
  { whenEmpty }: Pick<AnyReport, 'whenEmpty'>,
  { rows, parameters }: { readonly rows: readonly unknown[]; readonly parameters: Readonly<Record<string, unknown>> },
  times: Times,
): Noted => {
  if (rows.length > 0) return {}
  const book = ofTheBook(times)
  if (book !== null) return { note: book }
  const asked = Object.entries(parameters).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name} ${[value].flat().join(', ')}`],
  )
  const whose = asked.length === 0 ? '' : ` for ${asked.join(' and ')}`
  const means = whenEmpty !== undefined && 'means' in whenEmpty ? `: ${whenEmpty.means}` : ''
  const needs = whenEmpty !== undefined && 'needs' in whenEmpty ? [`Its rows come from ${sourcesOf(whenEmpty.needs)}.`] : []
  return { note: [`There are no rows${whose} as of ${times.asOf}${means}.`, ...needs, ...afterTheEnd(times)].join(' ') }
}

/** Why a KPI has no rows, or has none that counts anything. */
export const noteOfValues = ({ kpi, scope, rows, awaits }: ValuesAnswer, times: Times): Noted => {
  if (awaits !== undefined) {
    const { event, until } = awaits
    return { note: `${kpi} counts from the first ${sourcesOf([event])} on, and there is none by then; ${until}.` }
  }
  if (rows.length > 0) return {}
  const book = ofTheBook(times)
  if (book !== null) return { note: book }
  const first = `No ${scope} has anything of ${kpi} in the periods asked for, as of ${times.asOf}.`
  return { note: [first, 'One that entity names has its row all the same.', ...afterTheEnd(times)].join(' ') }
}

const ofTheBook = ({ position, watermark }: Times): string | null => {
  if (position !== null) return null
  return watermark === null
    ? 'The book is empty: daybook import FILE, or POST /v1/events, begins it.'
    : 'Nothing was recorded by then: ask with a later knownAt.'
}

/** Where the day asked for lies well after all that is recorded, the periods that it stands for are likely empty. */
const afterTheEnd = ({ asOf, knownAt: { recordedAt } }: Times): readonly string[] => {
  const last = recordedAt?.slice(0, 10) ?? ''
  if (!isDay(last) || asOf <= addDays(last, quietDays)) return []
  return [`The last event was recorded on ${last}: an asOf up to then may have more.`]
}

const quietDays = 31

const sourcesOf = (events: readonly string[]): string => events.map(sourceOf).join(', ')

const sourceOf = (event: string): string => {
  const path = commandEndpoints.find(({ type }) => type === event)?.path
  return path === undefined
    ? `${event} (daybook import FILE, or POST /v1/events)`
    : `${event} (POST ${path.replace(/:(\w+)/g, '{$1}')})`
}

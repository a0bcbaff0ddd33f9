import type { Times } from './times.ts'

/** Parameters that say how an answer is given, not what it is. */
const ofTheForm: ReadonlySet<string> = new Set(['raw', 'locale', 'limit', 'cursor', 'minPosition', 'asOf', 'knownAt'])

/** The address at which the same is asked at the same two times, whatever is recorded later. */
export const pinnedHref = (path: string, query: Readonly<Record<string, unknown>>, { asOf, position }: Times): string => {
  const parameters = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) {
    if (ofTheForm.has(name) || value === undefined || value === null) continue
    for (const one of [value].flat()) parameters.append(name, String(one))
  }
  parameters.set('asOf', asOf)
  if (position !== null) parameters.set('knownAt', `position:${position}`)
  return `${path}?${parameters}`
}

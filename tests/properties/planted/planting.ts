import { registerHooks } from 'node:module'
import { fileURLToPath } from 'node:url'

/** A mistake that somebody could make: in a file of the product, other text in the place of what stands there once. */
export type Planting = {
  readonly name: string
  readonly what: string
  readonly file: string
  readonly text: string
  readonly replacement: string
}

const root = new URL('../../../', import.meta.url)

/**
 * Puts a mistake in its place as the file is loaded; none where there is none. Gives what fails when the file was never loaded: then
 * nothing was tried.
 */
export const plant = (bug: Planting | undefined): (() => void) => {
  if (bug === undefined) return () => undefined
  let isPlanted = false
  const target = new URL(bug.file, root).href
  registerHooks({
    load: (url, context, nextLoad) => {
      const loaded = nextLoad(url, context)
      if (url !== target) return loaded
      const source = String(loaded.source)
      const pieces = source.split(bug.text)
      if (pieces.length !== 2)
        throw new Error(`${fileURLToPath(url)} has the text of ${bug.name} ${pieces.length - 1} times, not once`)
      isPlanted = true
      return { ...loaded, source: pieces.join(bug.replacement) }
    },
  })
  return () => {
    if (!isPlanted) throw new Error(`${bug.file} was not loaded`)
  }
}

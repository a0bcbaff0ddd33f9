import { registerHooks } from 'node:module'
import { fileURLToPath } from 'node:url'
import { plantedBugs } from './bugs.ts'

const root = new URL('../../../', import.meta.url)

/** The bug that this process runs with; none when it is to run as it is written. */
const bug = plantedBugs.find(({ name }) => name === process.env.PLANTED_BUG)
let isPlanted = bug === undefined

/** Fails when the file of the bug was never loaded: then nothing was tried. */
export const assertPlanted = (): void => {
  if (!isPlanted) throw new Error(`${bug?.file} was not loaded`)
}

if (bug !== undefined) {
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
}

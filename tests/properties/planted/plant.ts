import { plantedBugs } from './bugs.ts'
import { plant } from './planting.ts'

/** Plants the bug that this process runs with; fails later when its file was never loaded. */
export const assertPlanted = plant(plantedBugs.find(({ name }) => name === process.env.PLANTED_BUG))

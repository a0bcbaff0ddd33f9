import { measuresMax } from './read-model.ts'

/** Six zeros: what a cell holds before its first row. */
export const noMeasures = (): bigint[] => new Array<bigint>(measuresMax).fill(0n)

/** Adds the measures of one row to six sums. */
export const addMeasures = (sums: bigint[], measures: readonly bigint[]): void => {
  for (let column = 0; column < measures.length; column += 1) sums[column] = (sums[column] ?? 0n) + (measures[column] ?? 0n)
}

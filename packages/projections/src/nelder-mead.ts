/** A point and what is to be made small there. */
type Vertex = { readonly at: readonly number[]; readonly value: number }

/** What is to be made small, where to begin, and how far the first corners lie from there. */
export type Minimisation = {
  readonly of: (at: readonly number[]) => number
  readonly from: readonly number[]
  readonly step: number
}

const roundsMax = 5_000
/** Settled: no corner is worse than the best by more than this part of it. */
const gainMax = 1e-12

/**
 * The minimum of a function of a few numbers by the downhill simplex of Nelder and Mead (The Computer Journal 7, 1965) with the
 * coefficients of Lagarias et al. (SIAM J. Optim. 9, 1998). It needs no derivatives, and the same input takes the same steps.
 * A value that is not finite counts as the worst. Where there is no minimum, the search ends when it gains nothing any more, or after
 * five thousand rounds.
 */
export const minimise = ({ of, from, step }: Minimisation): Vertex => {
  const vertex = (at: readonly number[]): Vertex => {
    const value = of(at)
    return { at, value: Number.isFinite(value) ? value : Number.POSITIVE_INFINITY }
  }
  let simplex = inOrder([vertex(from), ...from.map((_, place) => vertex(from.with(place, (from[place] ?? 0) + step)))])
  for (let round = 0; round < roundsMax; round += 1) {
    const best = simplex[0] ?? vertex(from)
    if (isSettled(simplex, best)) return best
    simplex = inOrder(stepped(simplex, best, vertex))
  }
  return simplex[0] ?? vertex(from)
}

/** Equal values stay in their order, so that the search is the same everywhere. */
const inOrder = (simplex: readonly Vertex[]): readonly Vertex[] =>
  [...simplex].sort((a, b) => (a.value < b.value ? -1 : a.value > b.value ? 1 : 0))

const isSettled = (simplex: readonly Vertex[], best: Vertex): boolean =>
  simplex.every(({ value }) => value - best.value <= gainMax * (Math.abs(best.value) + gainMax))

const stepped = (simplex: readonly Vertex[], best: Vertex, vertex: (at: readonly number[]) => Vertex): readonly Vertex[] => {
  const others = simplex.slice(0, -1)
  const worst = simplex.at(-1) ?? best
  const centre = best.at.map((_, place) => others.reduce((sum, { at }) => sum + (at[place] ?? 0), 0) / others.length)
  /** The point on the line from the worst corner through the middle of the others, so many times as far beyond it. */
  const beyond = (times: number) => vertex(centre.map((middle, place) => middle + times * (middle - (worst.at[place] ?? 0))))
  const reflected = beyond(1)
  if (reflected.value < best.value) {
    const expanded = beyond(2)
    return [...others, expanded.value < reflected.value ? expanded : reflected]
  }
  if (reflected.value < (others.at(-1) ?? best).value) return [...others, reflected]
  const isOutside = reflected.value < worst.value
  const contracted = beyond(isOutside ? 0.5 : -0.5)
  if (contracted.value < (isOutside ? reflected : worst).value) return [...others, contracted]
  return [best, ...simplex.slice(1).map(({ at }) => vertex(at.map((own, place) => ((best.at[place] ?? 0) + own) / 2)))]
}

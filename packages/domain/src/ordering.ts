/** Text by UTF-16 code unit, as JSON canonicalisation sorts: the same on every engine and in every locale. */
export const byText = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0)

/** Amounts and positions, smallest first. */
export const byBigint = (one: bigint, other: bigint): number => (one < other ? -1 : one > other ? 1 : 0)

/** Positions smallest first, each once. */
export const distinctPositions = (positions: Iterable<bigint>): readonly bigint[] => [...new Set(positions)].sort(byBigint)

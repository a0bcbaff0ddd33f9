/** The name of the list that takes the fewest edits to reach, if they are one, or at most a third of its length; else null. @example nearestName('asof', ['asOf', 'period']) // 'asOf' */
export const nearestName = (wrong: string, names: readonly string[]): string | null => {
  let nearest: string | null = null
  let fewest = Number.POSITIVE_INFINITY
  for (const name of names) {
    const edits = editsBetween(wrong.slice(0, lengthMax).toLowerCase(), name.toLowerCase())
    if (edits < fewest && edits <= Math.max(1, name.length / 3)) {
      nearest = name
      fewest = edits
    }
  }
  return nearest
}

// Longer than any name of ours: what is longer is near to none, and the work stays small.
const lengthMax = 64

/** Levenshtein distance, one row at a time. */
const editsBetween = (from: string, to: string): number => {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index)
  for (const [line, letter] of [...from].entries()) {
    const next = [line + 1]
    for (let column = 1; column <= to.length; column += 1) {
      const replaced = (row[column - 1] ?? 0) + (to[column - 1] === letter ? 0 : 1)
      next.push(Math.min(replaced, (row[column] ?? 0) + 1, (next[column - 1] ?? 0) + 1))
    }
    row = next
  }
  return row[to.length] ?? 0
}

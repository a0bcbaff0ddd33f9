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

/** Which name may have been meant, as a question; where none is near, how to find them. */
export const nearestOr = (wrong: string, names: readonly string[], otherwise: string): string => {
  const nearest = nearestName(wrong, names)
  return nearest === null ? otherwise : `did you mean ${nearest}?`
}

// Longer than any name of ours: what is longer is near to none, and the work stays small.
const lengthMax = 64

/** How many letters are put in, left out or changed from one word to another; two neighbours that change places are one edit. */
export const editsBetween = (from: string, to: string): number => {
  let before: readonly number[] = []
  let row = Array.from({ length: to.length + 1 }, (_, index) => index)
  for (let line = 0; line < from.length; line += 1) {
    const next = [line + 1]
    for (let column = 1; column <= to.length; column += 1) {
      const replaced = (row[column - 1] ?? 0) + (to[column - 1] === from[line] ? 0 : 1)
      const isSwapped = column > 1 && to[column - 1] === from[line - 1] && to[column - 2] === from[line]
      const swapped = isSwapped ? (before[column - 2] ?? 0) + 1 : replaced
      next.push(Math.min(replaced, swapped, (row[column] ?? 0) + 1, (next[column - 1] ?? 0) + 1))
    }
    before = row
    row = next
  }
  return row[to.length] ?? 0
}

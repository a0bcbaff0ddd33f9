/** The same function, but at most so many calls of it at a time; the others wait for their turn. */
export const inTurn = <Asked, Answer>(
  atOnce: number,
  work: (asked: Asked) => Promise<Answer>,
): ((asked: Asked) => Promise<Answer>) => {
  let free = atOnce
  const waiting: (() => void)[] = []
  return async (asked) => {
    if (free > 0) free -= 1
    else await new Promise<void>((resolve) => waiting.push(resolve))
    try {
      return await work(asked)
    } finally {
      const next = waiting.shift()
      if (next === undefined) free += 1
      else next()
    }
  }
}

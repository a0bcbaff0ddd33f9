/** The same function, but each answer is kept and given again: for answers that are few, or small. */
export const remembered = <Key, Answer>(work: (key: Key) => Promise<Answer>): ((key: Key) => Promise<Answer>) => {
  const known = new Map<Key, Promise<Answer>>()
  return (key) => {
    const before = known.get(key)
    if (before !== undefined) return before
    const answer = work(key)
    known.set(key, answer)
    return answer
  }
}

/** The same function, but who asks while an answer is on its way is given that one: for answers too large to be kept. */
export const shared = <Key, Answer>(work: (key: Key) => Promise<Answer>): ((key: Key) => Promise<Answer>) => {
  const onTheWay = new Map<Key, Promise<Answer>>()
  return (key) => {
    const before = onTheWay.get(key)
    if (before !== undefined) return before
    const answer = work(key).finally(() => onTheWay.delete(key))
    onTheWay.set(key, answer)
    return answer
  }
}

/** An answer that is kept for twenty times as long as it took, so that asking for it never takes more than a twentieth of the time. */
export const seldom = <Value>(ask: () => Promise<Value>): (() => Promise<Value>) => {
  let last: { readonly value: Promise<Value>; until: number } | null = null
  return async () => {
    if (last !== null && performance.now() < last.until) return last.value
    const begun = performance.now()
    const asked = { value: ask(), until: Number.POSITIVE_INFINITY }
    last = asked
    try {
      return await asked.value
    } catch (error) {
      last = null // What is not known is asked for again.
      throw error
    } finally {
      asked.until = performance.now() + 20 * (performance.now() - begun)
    }
  }
}

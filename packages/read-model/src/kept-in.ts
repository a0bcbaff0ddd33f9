/** What a map has for a key, made and kept where it has nothing. */
export const keptIn = <Key, Value>(map: Map<Key, Value>, key: Key, make: () => Value): Value => {
  const value = map.get(key) ?? make()
  map.set(key, value)
  return value
}

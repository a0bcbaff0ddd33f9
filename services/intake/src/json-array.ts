/**
 * The items of a JSON array as slices of its bytes, so that each is decoded, limited and kept on its own. Null when the bytes
 * are not one array from end to end. The items themselves are not checked here: the decoder does.
 *
 * @example itemsOf(Buffer.from('[{"a":1}, {"b":[2]}]')) // the bytes of {"a":1} and of {"b":[2]}
 */
export const itemsOf = (body: Buffer): readonly Buffer[] | null => {
  const first = skipSpace(body, 0)
  if (body[first] !== openBracket) return null
  const items: Buffer[] = []
  let start = first + 1
  let depth = 1
  let at = start
  while (at < body.length && depth > 0) {
    const byte = body[at]
    if (byte === quote) at = endOfString(body, at)
    else if (byte === openBracket || byte === openBrace) depth += 1
    else if (byte === closeBracket || byte === closeBrace) depth -= 1
    else if (byte === comma && depth === 1) {
      items.push(body.subarray(start, at))
      start = at + 1
    }
    at += 1
  }
  const closed = depth === 0 && body[at - 1] === closeBracket && skipSpace(body, at) === body.length
  if (!closed) return null
  const last = body.subarray(start, at - 1)
  if (items.length > 0 || skipSpace(last, 0) < last.length) items.push(last)
  return items.map(trimmed)
}

/** True when the first byte that is no white space opens an array. */
export const isArray = (body: Buffer): boolean => body[skipSpace(body, 0)] === openBracket

const [openBracket, closeBracket, openBrace, closeBrace, quote, comma, backslash] = [0x5b, 0x5d, 0x7b, 0x7d, 0x22, 0x2c, 0x5c]

const isSpace = (byte: number | undefined): boolean => byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09

const skipSpace = (body: Buffer, from: number): number => {
  let at = from
  while (isSpace(body[at])) at += 1
  return at
}

const trimmed = (item: Buffer): Buffer => {
  let end = item.length
  while (end > 0 && isSpace(item[end - 1])) end -= 1
  return item.subarray(skipSpace(item, 0), end)
}

/** Index of the closing quote. */
const endOfString = (body: Buffer, start: number): number => {
  let at = start + 1
  while (at < body.length && body[at] !== quote) at += body[at] === backslash ? 2 : 1
  return at
}

import { pointerTo } from './problems.ts'

/**
 * JSON pointer of the first key that its object names twice. Run only on valid JSON already known to have one: the decoder
 * counts keys, which is cheap, and this looks for the place, which is not.
 *
 * @example duplicateKey('{"data":{"a":1,"\\u0061":2}}') // '/data/a'
 */
export const duplicateKey = (text: string): string => {
  const open: Frame[] = []
  let at = 0
  while (at < text.length) {
    const char = text[at]
    const frame = open.at(-1)
    if (char === '{') open.push({ keys: new Set(), key: '', index: -1, awaitsKey: true })
    else if (char === '[') open.push({ keys: null, key: '', index: 0, awaitsKey: false })
    else if (char === '}' || char === ']') open.pop()
    else if (char === ',' && frame !== undefined) nextMember(frame)
    if (char !== '"') {
      at += 1
      continue
    }
    const end = endOfString(text, at)
    if (frame?.keys && frame.awaitsKey) {
      const key: unknown = JSON.parse(text.slice(at, end))
      frame.key = String(key)
      frame.awaitsKey = false
      if (frame.keys.has(frame.key)) return pointerTo(open.map((each) => (each.keys === null ? each.index : each.key)))
      frame.keys.add(frame.key)
    }
    at = end
  }
  return ''
}

type Frame = { readonly keys: Set<string> | null; key: string; index: number; awaitsKey: boolean }

const nextMember = (frame: Frame): void => {
  if (frame.keys === null) frame.index += 1
  else frame.awaitsKey = true
}

const endOfString = (text: string, start: number): number => {
  let at = start + 1
  while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1
  return at + 1
}

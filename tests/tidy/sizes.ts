import { lineOf, type Source } from './source.ts'

const linesMax = 300
const functionLinesMax = 60

const closes: Readonly<Record<string, string>> = { '{': '}', '(': ')', '[': ']' }

/** The offset just behind the bracket that closes the one at `start`. */
const behindMatching = (code: string, start: number): number => {
  const open = code[start] ?? ''
  const close = closes[open] ?? ''
  let depth = 0
  for (let offset = start; offset < code.length; offset++) {
    if (code[offset] === open) depth++
    if (code[offset] === close) depth--
    if (depth === 0) return offset + 1
  }
  return code.length
}

/** Where the body of a `function` begins: the first brace behind its parameters that is not part of its return type. */
const bodyOfFunction = (code: string, keyword: number): number => {
  const parameters = code.indexOf('(', keyword)
  if (parameters < 0) return -1
  let offset = behindMatching(code, parameters)
  for (;;) {
    const brace = code.indexOf('{', offset)
    if (brace < 0) return -1
    if (!/[:|&<,]\s*$/.test(code.slice(offset, brace))) return brace
    offset = behindMatching(code, brace)
  }
}

/** The bodies of arrow functions and functions: from the offset of the opening bracket to the one behind the closing bracket. */
const bodies = (code: string): readonly { readonly start: number; readonly end: number }[] => {
  const arrows = [...code.matchAll(/=>\s*([{(])/g)].map((match) => match.index + match[0].length - 1)
  const functions = [...code.matchAll(/\bfunction\b/g)].map((match) => bodyOfFunction(code, match.index))
  return [...arrows, ...functions].filter((start) => start >= 0).map((start) => ({ start, end: behindMatching(code, start) }))
}

/** Suites of tests are lists, not functions that someone must follow: their tests are measured, they are not. */
const isSuite = (body: string): boolean => /\b(?:test|it|describe)(?:\.\w+)?(?:\([^()]*\))?\(/.test(body)

/** Functions longer than sixty lines. */
export const longFunctions = (source: Source): readonly string[] =>
  bodies(source.code)
    .filter(({ start, end }) => !isSuite(source.code.slice(start, end)))
    .map(({ start, end }) => ({ line: lineOf(source.text, start), lines: source.code.slice(start, end).split('\n').length }))
    .filter(({ lines }) => lines > functionLinesMax)
    .map(
      ({ line, lines }) =>
        `${source.path}:${line} a function of ${lines} lines: to ${functionLinesMax}; move a step whose name teaches something into a function below it`,
    )

/** The catalogue names everything there is: what it imports is read in its lists. */
const isCatalogue = ({ path }: Source): boolean => path.endsWith('/catalogue.ts')

/** Files longer than three hundred lines. SQL is exempt, and so are the imports of the catalogue. */
export const longFiles = (source: Source): readonly string[] => {
  const all = source.text.trimEnd().split('\n')
  const lines = (isCatalogue(source) ? all.filter((line) => !line.startsWith('import ')) : all).length
  if (lines <= linesMax) return []
  return [`${source.path} has ${lines} lines: to ${linesMax}; give its second concept a file of its own, named by a noun`]
}

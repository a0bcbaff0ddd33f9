import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** The root of the repository. */
const root = join(import.meta.dirname, '..', '..')

/** A piece of a file: a comment or the inside of a string, and where it begins. */
export type Piece = { readonly start: number; readonly text: string }

/** A source file three ways: as it is, as code alone (comments and strings blanked, every offset kept), and what was blanked. */
export type Source = {
  readonly path: string
  readonly text: string
  readonly code: string
  readonly comments: readonly Piece[]
  readonly strings: readonly Piece[]
}

/** Every file of the repository that git does not ignore, as paths from the root. */
export const repositoryFiles = (): readonly string[] =>
  execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '-z'], { cwd: root, encoding: 'utf8' })
    .split('\0')
    .filter((path) => path !== '' && existsSync(join(root, path)))
    .sort()

/** The text of a file of the repository. */
export const readText = (path: string): string => readFileSync(join(root, path), 'utf8')

/** The line, from 1, of an offset. */
export const lineOf = (text: string, offset: number): number => text.slice(0, offset).split('\n').length

/** Whether a path is a test or lies where only tests lie. */
export const isTest = (path: string): boolean => path.endsWith('.test.ts') || path.startsWith('tests/')

const plain = /\/\/[^\n]*|\/\*[\s\S]*?\*\/|'(?:\\[\s\S]|[^'\\\n])*'|"(?:\\[\s\S]|[^"\\\n])*"|[\w$]+|\s+|[\s\S]/y
const regularExpression = /\/(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n[])+\/[a-z]*/y
const templateText = /(?:\\[\s\S]|\$(?!\{)|[^\\`$])*/y
/** After these a slash begins a regular expression; after anything else it divides. */
const beforeExpression = /^(?:[([{,;=:!&|?+\-*%<>~^}]|return|typeof|case|in|of|do|else|void|await|)$/

const matchAt = (pattern: RegExp, text: string, offset: number): string => {
  pattern.lastIndex = offset
  return pattern.exec(text)?.[0] ?? ''
}

const blanked = (text: string): string => text.replace(/[^\n]/g, ' ')

/** Reads a file once, from left to right. `templates` holds, for each open template, how many braces are open inside its `${`. */
const scan = (text: string): Omit<Source, 'path' | 'text'> => {
  const comments: Piece[] = []
  const strings: Piece[] = []
  const templates: number[] = []
  let code = ''
  let previous = ''
  const readTemplate = (start: number): void => {
    const inside = matchAt(templateText, text, start)
    strings.push({ start, text: inside })
    const closing = text[start + inside.length] === '`' ? '`' : '${'
    code += blanked(inside) + closing
    if (closing === '`') templates.pop()
    else templates[templates.length - 1] = 1
    previous = closing === '`' ? ')' : '{'
  }
  const readToken = (token: string): void => {
    const start = code.length
    if (token.startsWith('//') || token.startsWith('/*')) comments.push({ start, text: token })
    else if (/^['"]/.test(token)) strings.push({ start: start + 1, text: token.slice(1, -1) })
    if (/^\/[/*]/.test(token)) code += blanked(token)
    else if (/^['"]/.test(token)) code += token[0] + blanked(token.slice(1, -1)) + token.at(-1)
    else code += token
    if (!/^(?:\s|\/[/*])/.test(token)) previous = token
  }
  const countBrace = (token: string): boolean => {
    const depth = templates.at(-1)
    if (depth === undefined) return false
    templates[templates.length - 1] = depth + (token === '{' ? 1 : token === '}' ? -1 : 0)
    return templates.at(-1) === 0
  }
  while (code.length < text.length) {
    const expression =
      text[code.length] === '/' && beforeExpression.test(previous) ? matchAt(regularExpression, text, code.length) : ''
    const token = matchAt(plain, text, code.length)
    if (expression !== '' && !/^\/[/*]/.test(token)) {
      code += `/${blanked(expression.slice(1))}`
      previous = ')'
      continue
    }
    readToken(token)
    if (token === '`') templates.push(0)
    if (token === '`' || countBrace(token)) readTemplate(code.length)
  }
  return { code, comments, strings }
}

/** A source from its text: what the rules are tried on. */
export const sourceOf = (path: string, text: string): Source => ({ path, text, ...scan(text) })

/** All TypeScript of the repository, read once. */
export const repositorySources = (): readonly Source[] =>
  repositoryFiles()
    .filter((path) => path.endsWith('.ts') && !path.endsWith('.d.ts'))
    .map((path) => sourceOf(path, readText(path)))

/** `path:line message` for every match of a pattern in one of the texts of a source. */
export const findAll = (source: Source, pattern: RegExp, message: string): readonly string[] =>
  [...source.code.matchAll(pattern)].map(
    (match) => `${source.path}:${lineOf(source.text, match.index)} ${match[0].trim()}: ${message}`,
  )

/** The same over comments or strings. */
export const findInPieces = (
  source: Source,
  pieces: readonly Piece[],
  { pattern, message }: { pattern: RegExp; message: string },
) =>
  pieces.flatMap((piece) =>
    [...piece.text.matchAll(pattern)].map(
      (match) => `${source.path}:${lineOf(source.text, piece.start + match.index)} ${match[0].trim()}: ${message}`,
    ),
  )

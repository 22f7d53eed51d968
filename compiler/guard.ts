import { Lexer } from 'yaml'
import type { Report } from './report.ts'
import type { SourceFile } from './source.ts'

const MOST_BYTES = 256 * 1024
const MOST_LEVELS = 32
const SCALAR_FOLLOWS = '\u001f'

/**
 * Refuses a text that must not reach the YAML parser: too big, too deep, or with YAML that SOPs do not use.
 * It looks at tokens only: on Node 20 the parser itself aborts the process on deep nesting, which nothing can catch.
 * Gives the tokens of a text that may be parsed.
 */
export function guard(source: SourceFile, report: Report): readonly string[] | undefined {
  if (Buffer.byteLength(source.text) > MOST_BYTES) {
    report.add('SOP101', `the file is larger than 256 KiB`, { start: 0, end: 0 }, 'split it into several SOPs')
    return undefined
  }
  const odd = oddCharacter(source.text)
  if (odd >= 0) {
    const code = source.text.charCodeAt(odd).toString(16).toUpperCase().padStart(4, '0')
    report.add(
      'SOP107',
      `the character "U+${code}" does not belong in a text file`,
      { start: odd, end: odd + 1 },
      TURNING.test(source.text[odd] ?? '') ? 'remove it; it shows text in another order than it is read' : 'save the file as UTF-8 text',
    )
    return undefined
  }
  return createWatch(source, report).run()
}

/** Control characters, and what decoders put in place of broken bytes. */
const CONTROL = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F\uFFFD\uFFFE\uFFFF]|\r(?!\n)/
/** What turns text around on the screen: whoever reviews a change would not see what it says. */
const TURNING = /[\u202A-\u202E\u2066-\u2069]/
const HALF_A_PAIR = /[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/

function oddCharacter(text: string): number {
  const found = [text.search(CONTROL), text.search(TURNING), text.search(HALF_A_PAIR)].filter((at) => at >= 0)
  return found.length === 0 ? -1 : Math.min(...found)
}

function createWatch(source: SourceFile, report: Report) {
  const levels = createLevels()
  const open: string[] = []
  let offset = 0
  let scalar = false
  let content = false
  const refuse = (code: 'SOP102' | 'SOP103' | 'SOP104' | 'SOP105', message: string, length: number, help: string): false => {
    report.add(code, message, { start: offset, end: offset + length }, help)
    return false
  }

  function token(text: string): boolean {
    if (levels.see(text, scalar, open.length > 0, offset) + open.length > MOST_LEVELS)
      return refuse('SOP102', `nesting is deeper than ${MOST_LEVELS} levels`, 1, 'flatten it; no SOP needs this depth')
    if (scalar || text[0] === '"' || text[0] === "'") return scalarToken(text)
    if (text === '[' || text === '{') open.push(text)
    if ((text === ']' && open.pop() !== '[') || (text === '}' && open.pop() !== '{'))
      return refuse('SOP105', `this "${text}" closes nothing`, 1, 'remove it, or open what it closes')
    if (text === '---' && content) return refuse('SOP104', 'a second document begins here', 3, 'keep one SOP in one file')
    if (text === '...') return refuse('SOP104', 'the document ends here and the file goes on', 3, 'remove "..."')
    const what = foreign(text)
    if (what !== undefined)
      return refuse(
        'SOP103',
        `${what} "${text.slice(0, 40)}" is not used in SOPs`,
        text.length,
        text.startsWith('!') ? `quote the whole value if "!" means not: ${quotedFrom(source, offset)}` : 'write the value out in full, or quote it if it is text',
      )
    return true
  }

  function scalarToken(text: string): boolean {
    content = true
    if (scalar && text === '<<') return refuse('SOP103', 'the merge key "<<" is not used in SOPs', 2, 'write the keys out in full')
    return true
  }

  return {
    run(): readonly string[] | undefined {
      const tokens: string[] = []
      for (const text of new Lexer().lex(source.text)) {
        tokens.push(text)
        if (text === SCALAR_FOLLOWS || text === '\u0002' || text === '\u0018') {
          scalar = text === SCALAR_FOLLOWS
          continue
        }
        if (!token(text)) return undefined
        scalar = false
        offset += text.length
      }
      return tokens
    },
  }
}

/** The rest of the line in quotes that it does not hold itself; inside brackets up to what ends the value there. */
function quotedFrom(source: SourceFile, offset: number): string {
  const [before, rest] = [source.text.slice(source.text.lastIndexOf('\n', offset) + 1, offset), /^.*/.exec(source.text.slice(offset, offset + 200))?.[0] ?? '']
  const value = (/[{[]/.test(before) ? (/^[^,}\]]*/.exec(rest)?.[0] ?? rest) : rest).trimEnd()
  return value.includes("'") ? `"${value}"` : `'${value}'`
}

function foreign(text: string): string | undefined {
  switch (text[0]) {
    case '&':
      return 'the anchor'
    case '*':
      return 'the alias'
    case '!':
      return 'the tag'
    case '%':
      return 'the directive'
    default:
      return undefined
  }
}

const BLANK = /^[ \t\r\n#]*$/

/** Counts how deep block style nests, by the columns at which collections begin: indentation, `- - -`, `? ? ?`. */
function createLevels() {
  let lineStart = 0
  let leading = true
  const columns: number[] = []

  function begin(column: number): void {
    while (columns.length > 0 && (columns.at(-1) ?? 0) > column) columns.pop()
    if (columns.at(-1) !== column) columns.push(column)
  }

  return {
    see(text: string, scalar: boolean, bracketed: boolean, offset: number): number {
      if (leading && !bracketed && !BLANK.test(text)) {
        begin(offset - lineStart)
        leading = !scalar && (text === '-' || text === '?' || text === ':')
      }
      const newline = text.lastIndexOf('\n')
      if (newline >= 0) {
        lineStart = offset + newline + 1
        leading = true
      }
      return columns.length
    },
  }
}

import { Environment } from '@marcbachmann/cel-js'
import type { ASTNode } from '@marcbachmann/cel-js'
import { readMoney } from '../literals.ts'
import type { Range, Sink } from './scope.ts'

let parser: Environment | undefined

/** The library parses; limits keep hostile text from growing. Nothing is ever evaluated by it. */
const celParser = (): Environment =>
  (parser ??= new Environment({
    unlistedVariablesAreDyn: true,
    homogeneousAggregateLiterals: false,
    limits: { maxAstNodes: 2_000, maxDepth: 60, maxListElements: 500, maxMapEntries: 100, maxCallArguments: 16 },
  }))

/** Longer than any condition that people read; the tree of one may be many times its text. */
const MOST_CHARACTERS = 4_000

/** The syntax tree alone, for analyses that look at conditions. */
export function parse(text: string, sink: Sink): ASTNode | undefined {
  if (text.length > MOST_CHARACTERS) {
    sink.problem('SOP411', `this expression is longer than ${MOST_CHARACTERS} characters`, { start: 0, end: text.length }, 'give its parts names under "let"')
    return undefined
  }
  try {
    return celParser().parse(text).ast
  } catch (fault) {
    const { summary, range } = fault as { summary?: string; range?: Range }
    const money = readMoney(text.trim())
    if (money)
      sink.problem('SOP411', 'money in an expression is a function', { start: 0, end: text.length }, `write money("${text.trim()}")`)
    else
      sink.problem('SOP411', `this expression cannot be read: ${words(summary, range ? text.slice(range.start, range.end) : '')}`, range ?? { start: 0, end: text.length }, syntaxHelp(text))
    return undefined
  }
}

/** Names of the library's tokens as authors write them. */
const TOKENS: Readonly<Record<string, string>> = {
  EOF: 'the end', RPAREN: '")"', LPAREN: '"("', RBRACKET: '"]"', LBRACKET: '"["', RBRACE: '"}"', LBRACE: '"{"', LT: '"<"', LE: '"<="', GT: '">"', GE: '">="', EQ: '"=="', NE: '"!="',
  COMMA: '","', COLON: '":"', DOT: '"."', PLUS: '"+"', MINUS: '"-"', MULTIPLY: '"*"', DIVIDE: '"/"', AND: '"&&"', OR: '"||"', QUESTION: '"?"',
}

/** `place` is what stands where the library gave up. */
const words = (summary: string | undefined, place: string): string => {
  if (summary?.startsWith('Unexpected character') && /^[A-Za-z]\w+$/.test(place)) return `unexpected "${place}"`
  const text = (summary ?? 'it is not an expression').replace(/\b[A-Z]{2,}\b/g, (token) => TOKENS[token] ?? token).replace(/, got /, ', found ').replace(/^(Unexpected character: )'?(.+?)'?$/s, (_, before: string, found: string) => before + shown(found))
  return text.charAt(0).toLowerCase() + text.slice(1)
}

/** A character that is not on every keyboard by its number too: it may look like another, or like nothing. */
const shown = (found: string): string =>
  /^[\u0020-\u007e“”‘’„]+$/.test(found) ? `"${found}"` : `"${found}" (U+${(found.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')})`

function syntaxHelp(text: string): string {
  if (/[$€£¥]\s?\d/.test(text)) return 'write an amount with its currency: money("15.00 USD")'
  if (/[“”‘’„]/.test(text)) return 'use straight quotes: "text"'
  if (/\d\s*%(\s*[)&|,]|\s*$)/.test(text)) return 'write a share of an amount as percent_of(amount, 50)'
  if (/(^|[\s(+-])\d+b?[smhd]\b/.test(text)) return 'write a span of time as duration("4h")'
  if (/[^=!<>]=[^=]|===|!==/.test(text)) return 'compare with "==" or "!="'
  if (/\b(and|or|not)\b/.test(text)) return 'write && for and, || for or, ! for not'
  return /^[\w .,'-]+$/.test(text)
    ? `quote text inside an expression: '"${text}"'`
    : /[^\u0020-\u007e]/.test(text.replace(/"[^"]*"|'[^']*'/g, ''))
      ? 'type it again: names have only the letters a to z, digits and "_"'
      : 'correct the expression; docs/sop-language.md shows what can be written'
}

/** A parsed operation: the part of GraphQL that clients of the Admin API use (no fragment definitions, no subscriptions). */
export interface Operation {
  readonly kind: 'query' | 'mutation'
  readonly name: string | null
  readonly variables: readonly VariableDefinition[]
  readonly selections: readonly Selection[]
}
/** A variable with its type as text (`[ID!]!`) and what stands in when it is not given; null for nothing. */
export interface VariableDefinition {
  readonly name: string
  readonly type: string
  readonly fallback: Value | null
}
/** A field to answer; `alias` is its name in the answer and equals `name` where the client gave none. */
export interface Field {
  readonly kind: 'field'
  readonly alias: string
  readonly name: string
  readonly args: readonly Argument[]
  readonly directives: readonly Directive[]
  readonly selections: readonly Selection[]
  readonly at: Place
}
/** Fields for one object type behind an interface: `... on ReturnLineItem`. */
export interface Inline {
  readonly kind: 'inline'
  readonly on: string
  readonly selections: readonly Selection[]
}
/** What stands between braces. */
export type Selection = Field | Inline
/** A name with a value: an argument, or a field of an input object. */
export interface Argument {
  readonly name: string
  readonly value: Value
}
/** A directive such as `@idempotent(key: $key)`, which the shop reads on fields. */
export interface Directive {
  readonly name: string
  readonly args: readonly Argument[]
}
/** A value as written; variables are not filled in yet, and numbers are doubles. */
export type Value =
  | { readonly is: 'variable'; readonly name: string }
  | { readonly is: 'scalar'; readonly value: string | number | boolean | null }
  | { readonly is: 'enum'; readonly name: string }
  | { readonly is: 'list'; readonly items: readonly Value[] }
  | { readonly is: 'object'; readonly fields: readonly Argument[] }
/** Where in the request, line and column counted from 1, as the vendor's errors tell it. */
export interface Place {
  readonly line: number
  readonly column: number
}

/** The text is not GraphQL that this shop reads. */
export class SyntaxProblem extends Error {
  readonly at: Place
  constructor(message: string, at: Place) {
    super(message)
    this.name = 'SyntaxProblem'
    this.at = at
  }
}

interface Token {
  readonly kind: 'name' | 'number' | 'string' | 'mark' | 'end'
  readonly text: string
  readonly at: Place
}
const TOKEN = new RegExp([
  /(?<space>[\s,\uFEFF]+|#[^\n]*)/,
  /(?<name>[A-Za-z_]\w*)/,
  /(?<number>-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)/,
  /(?<string>"(?:[^"\\\n]|\\.)*")/,
  /(?<mark>\.\.\.|[{}()[\]:=!$@])/,
].map((part) => part.source).join('|'), 'y')

function tokenize(text: string): readonly Token[] {
  const tokens: Token[] = []
  let line = 1
  let lineStart = 0
  TOKEN.lastIndex = 0
  while (TOKEN.lastIndex < text.length) {
    const start = TOKEN.lastIndex
    const at = { line, column: start - lineStart + 1 }
    const groups = TOKEN.exec(text)?.groups
    if (groups === undefined) throw new SyntaxProblem(`syntax error, unexpected invalid token ("${text[start]}")`, at)
    for (const [index, char] of [...(groups['space'] ?? '')].entries()) {
      if (char === '\n') [line, lineStart] = [line + 1, start + index + 1]
    }
    const found = (['name', 'number', 'string', 'mark'] as const).find((kind) => groups[kind] !== undefined)
    if (found !== undefined) tokens.push({ kind: found, text: groups[found] ?? '', at })
  }
  tokens.push({ kind: 'end', text: 'end of file', at: { line, column: text.length - lineStart + 1 } })
  return tokens
}

/** A cursor over tokens, with the two moves that a hand-written parser needs. */
interface Cursor {
  peek(): Token
  next(): Token
  /** Takes the mark if it is next. */
  take(mark: string): boolean
  expect(what: string): Token
}

function cursorOver(tokens: readonly Token[]): Cursor {
  let index = 0
  const end: Token = { kind: 'end', text: 'end of file', at: { line: 1, column: 1 } }
  const peek = (): Token => tokens[index] ?? tokens.at(-1) ?? end
  const next = (): Token => {
    const token = peek()
    index += 1
    return token
  }
  const take = (mark: string): boolean => {
    const matches = peek().kind === 'mark' && peek().text === mark
    if (matches) index += 1
    return matches
  }
  const expect = (what: string): Token => {
    const token = next()
    const matches = what === 'name' ? token.kind === 'name' : token.kind === 'mark' && token.text === what
    if (!matches) throw new SyntaxProblem(`syntax error, unexpected ${token.kind} ("${token.text}"), expecting ${what}`, token.at)
    return token
  }
  return { peek, next, take, expect }
}

/** Reads one operation; throws `SyntaxProblem`. */
export function parse(text: string): Operation {
  const cursor = cursorOver(tokenize(text))
  const shorthand = cursor.peek().text === '{'
  const word = shorthand ? 'query' : cursor.expect('name').text
  if (word !== 'query' && word !== 'mutation') throw new SyntaxProblem(`syntax error, unexpected "${word}"`, cursor.peek().at)
  const name = !shorthand && cursor.peek().kind === 'name' ? cursor.next().text : null
  const variables = cursor.take('(') ? variableDefinitions(cursor) : []
  const selections = selectionSet(cursor)
  const rest = cursor.peek()
  if (rest.kind !== 'end') throw new SyntaxProblem(`syntax error, unexpected ${rest.kind} ("${rest.text}"), expecting end of file`, rest.at)
  return { kind: word, name, variables, selections }
}

function variableDefinitions(cursor: Cursor): readonly VariableDefinition[] {
  const found: VariableDefinition[] = []
  while (!cursor.take(')')) {
    cursor.expect('$')
    const name = cursor.expect('name').text
    cursor.expect(':')
    const type = typeText(cursor)
    found.push({ name, type, fallback: cursor.take('=') ? value(cursor) : null })
  }
  return found
}

function typeText(cursor: Cursor): string {
  const inner = cursor.take('[') ? `[${typeText(cursor)}${cursor.expect(']').text}` : cursor.expect('name').text
  return cursor.take('!') ? `${inner}!` : inner
}

function selectionSet(cursor: Cursor): readonly Selection[] {
  cursor.expect('{')
  const found: Selection[] = []
  while (!cursor.take('}')) found.push(cursor.take('...') ? inline(cursor) : field(cursor))
  return found
}

function inline(cursor: Cursor): Inline {
  const word = cursor.expect('name')
  if (word.text !== 'on') throw new SyntaxProblem('syntax error, fragment definitions are not known to this shop', word.at)
  return { kind: 'inline', on: cursor.expect('name').text, selections: selectionSet(cursor) }
}

function field(cursor: Cursor): Field {
  const first = cursor.expect('name')
  const name = cursor.take(':') ? cursor.expect('name').text : first.text
  const args = cursor.take('(') ? argumentsUntil(cursor, ')') : []
  const directives: Directive[] = []
  while (cursor.take('@')) {
    directives.push({ name: cursor.expect('name').text, args: cursor.take('(') ? argumentsUntil(cursor, ')') : [] })
  }
  const selections = cursor.peek().text === '{' ? selectionSet(cursor) : []
  return { kind: 'field', alias: first.text, name, args, directives, selections, at: first.at }
}

function argumentsUntil(cursor: Cursor, close: string): readonly Argument[] {
  const found: Argument[] = []
  while (!cursor.take(close)) {
    const name = cursor.expect('name').text
    cursor.expect(':')
    found.push({ name, value: value(cursor) })
  }
  return found
}

function value(cursor: Cursor): Value {
  if (cursor.take('$')) return { is: 'variable', name: cursor.expect('name').text }
  if (cursor.take('{')) return { is: 'object', fields: argumentsUntil(cursor, '}') }
  if (cursor.take('[')) return { is: 'list', items: listItems(cursor) }
  const token = cursor.next()
  if (token.kind === 'string') return { is: 'scalar', value: String(JSON.parse(token.text)) }
  if (token.kind === 'number') return { is: 'scalar', value: Number(token.text) }
  if (token.kind !== 'name') throw new SyntaxProblem(`syntax error, unexpected ${token.kind} ("${token.text}")`, token.at)
  const words: Readonly<Record<string, boolean | null>> = { true: true, false: false, null: null }
  const word = Object.hasOwn(words, token.text) ? words[token.text] : undefined
  return word === undefined ? { is: 'enum', name: token.text } : { is: 'scalar', value: word }
}

function listItems(cursor: Cursor): readonly Value[] {
  const items: Value[] = []
  while (!cursor.take(']')) items.push(value(cursor))
  return items
}

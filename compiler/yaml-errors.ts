import type { ErrorCode } from 'yaml'
import type { Report } from './report.ts'
import type { SourceFile, Span } from './source.ts'

/** One slip of syntax makes YAML complain again and again; the first complaints are the useful ones. */
const MOST_ERRORS = 10

/** A complaint of the YAML parser: offsets of its culprit, and which kind it is. */
export interface YamlComplaint {
  readonly code: ErrorCode
  readonly message: string
  readonly pos: readonly [number, number]
}

/** What an author is told of one slip. After one of `layout` the rest of the file is read as something else. */
interface Slip {
  readonly message: string
  readonly span: Span
  readonly help: string
  readonly layout?: true
}

/** Reports what makes a text no YAML: one complaint for each slip, where the slip is, with what to do about it. */
export function reportYaml(complaints: readonly YamlComplaint[], source: SourceFile, report: Report): void {
  const tabs = complaints.filter(({ code }) => code === 'TAB_AS_INDENT')
  const lines = new Set<number>()
  for (const complaint of (tabs.length > 0 ? tabs : complaints).slice(0, MOST_ERRORS)) {
    const slip = slipOf(complaint, source)
    const { line } = source.position(slip.span.start)
    if (!lines.has(line)) report.add('SOP105', `this is not YAML: ${slip.message}`, slip.span, slip.help)
    lines.add(line)
    if (slip.layout) return
  }
}

function slipOf(complaint: YamlComplaint, source: SourceFile): Slip {
  const { code, message, pos: [start, end] } = complaint
  const said = plainly(message)
  const found = code === 'TAB_AS_INDENT' ? tab(start, source) : (layoutSlip(complaint, source) ?? eatenMark(start, source) ?? eatenColon(complaint, source))
  return found ?? { message: said, span: { start, end }, help: helpFor(code, lineAt(start, source)) }
}

const plainly = (message: string): string => {
  const line = message.split('\n')[0] ?? ''
  if (/^Missing closing ["']/.test(line)) return 'a quote is opened before this and not closed'
  return line.charAt(0).toLowerCase() + line.slice(1).replace(/\.$/, '')
}

const lineAt = (offset: number, source: SourceFile): string => source.lineText(source.position(offset).line).slice(0, 400)

const tab = (start: number, source: SourceFile): Slip => {
  const at = source.text.indexOf('\t', start)
  const from = at < 0 ? start : at
  return { message: 'a tab stands where spaces indent', span: { start: from, end: from + 1 }, help: 'indent with spaces; nobody can say how wide a tab is', layout: true }
}

/** A key whose text holds another `: `; what stands in quotes or brackets may. */
const HOLDS_COLON = /^([^"'#]*?:\s+)(?=[^\s"'[{|>#][^#]*?:(?:\s|$))/

/** A line that is indented otherwise than its neighbours. */
function layoutSlip({ code, message, pos: [start] }: YamlComplaint, source: SourceFile): Slip | undefined {
  const { line } = source.position(start)
  if (/must start at the same column|without - indicator/.test(message)) return misplaced(line, source)
  if (code !== 'BLOCK_AS_IMPLICIT_KEY' && code !== 'MULTILINE_IMPLICIT_KEY') return undefined
  const isList = message.includes('sequence may not')
  if (!isList && HOLDS_COLON.test(lineAt(start, source))) return undefined
  const culprit = nextLine(isList && lineAt(start, source).trim() !== '' ? line - 1 : line, source)
  if (culprit === undefined) return undefined
  if (isList) return slipAt(culprit, source, 'an item of a list stands where a key is expected', 'write the keys of a list under "- ", or end the list before')
  return keyColumn(source.lineText(culprit)) > keyColumn(source.lineText(line)) ? misplaced(culprit, source) : undefined
}

/** The next line that holds more than blanks and a comment. */
function nextLine(line: number, source: SourceFile): number | undefined {
  const last = source.position(source.text.length).line
  for (let next = line + 1; next <= last; next++) if (!/^\s*(#|$)/.test(source.lineText(next))) return next
  return undefined
}

/** Where the key of a line stands, after its spaces and dashes. */
const keyColumn = (text: string): number => /^[ ]*(?:- +)*/.exec(text)?.[0].length ?? 0

function misplaced(line: number, source: SourceFile): Slip {
  let before = line - 1
  while (before > 1 && /^\s*(#|$)/.test(source.lineText(before))) before--
  const [own, wanted] = [keyColumn(source.lineText(line)), keyColumn(source.lineText(before))]
  const spaces = wanted === 1 ? '1 space' : `${wanted} spaces`
  const help = own === wanted ? 'indent it like the lines that it belongs to' : `indent it with ${spaces} if it belongs to the line before it`
  return slipAt(line, source, `this line is indented ${own > wanted ? 'deeper than' : 'otherwise than'} the one before it`, help)
}

function slipAt(line: number, source: SourceFile, message: string, help: string): Slip {
  const text = source.lineText(line)
  const start = lineStart(line, source) + (/^\s*/.exec(text)?.[0].length ?? 0)
  return { message, span: { start, end: lineStart(line, source) + text.length }, help, layout: true }
}

function lineStart(line: number, source: SourceFile): number {
  let at = 0
  for (let count = 1; count < line; count++) at = source.text.indexOf('\n', at) + 1
  return at
}

/** `> 30`, `@dana` and the like: what YAML takes for a mark of its own at the beginning of a value. */
function eatenMark(start: number, source: SourceFile): Slip | undefined {
  const { line } = source.position(start)
  const text = source.lineText(line).slice(0, 400)
  const column = start - lineStart(line, source)
  const folded = /^.*?[:,[{-]\s+(?=[>|]=?\s*[^\s#])/.exec(text)?.[0].length
  const at = folded !== undefined && folded <= column ? folded : column
  const mark = text.charAt(at)
  if (!/[@`%>|]/.test(mark)) return undefined
  const value = valueFrom(text, at)
  const what = mark === '>' || mark === '|' ? `"${mark}" begins a folded text` : `no value begins with "${mark}"`
  const from = lineStart(line, source) + at
  return { message: what, span: { start: from, end: from + value.length }, help: `quote the whole value: ${inQuotes(value)}` }
}

/** `do: Ring now: ask`: text whose second colon would make it a map. */
function eatenColon({ code, pos: [start] }: YamlComplaint, source: SourceFile): Slip | undefined {
  const text = lineAt(start, source)
  const [, before] = HOLDS_COLON.exec(text) ?? []
  if (before === undefined || (code !== 'BLOCK_AS_IMPLICIT_KEY' && code !== 'MULTILINE_IMPLICIT_KEY')) return undefined
  const value = valueFrom(text, before.length)
  const from = lineStart(source.position(start).line, source) + before.length
  return { message: 'this text holds another ": "', span: { start: from, end: from + value.length }, help: `quote the whole text: ${inQuotes(value)}` }
}

const inQuotes = (value: string): string => (value.includes('"') ? `'${value.replaceAll("'", "''")}'` : `"${value}"`)

/** A plain value up to the end of its line; inside brackets up to what ends it there. */
function valueFrom(text: string, at: number): string {
  const rest = text.slice(at)
  const isFlow = /[{[]/.test(text.slice(0, at))
  return (isFlow ? (/^[^,}\]]*/.exec(rest)?.[0] ?? rest) : rest.replace(/\s#.*$/, '')).trimEnd()
}

function helpFor(code: ErrorCode, line: string): string {
  if (code === 'BLOCK_AS_IMPLICIT_KEY' || code === 'MULTILINE_IMPLICIT_KEY' || HOLDS_COLON.test(line))
    return 'quote the text after the first ":", because it holds another ": "'
  if (code === 'BAD_INDENT' || code === 'MISSING_CHAR') return 'close the bracket or quote that is open before this'
  if (/[{[]/.test(line)) return 'quote every expression inside { … } or [ … ] that holds a comma, a colon or a brace'
  return 'correct the YAML here; indent with spaces only'
}

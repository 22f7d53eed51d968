import type { Template, Tree } from '../../domain/plan.ts'
import { checkExpression } from './check.ts'
import type { Scope, Sink } from './scope.ts'
import { family, named } from './types.ts'

/** Offsets a sink by where an expression begins in the text around it. */
const shifted = (sink: Sink, by: number): Sink => ({
  problem: (code, message, range, help) => sink.problem(code, message, { start: range.start + by, end: range.end + by }, help),
  read: sink.read,
})

/** Text with `{{ expressions }}`: values that have a wording go in as people read them. */
export function checkTemplate(text: string, scope: Scope, sink: Sink): Template {
  const parts: (string | Tree)[] = []
  let at = 0
  while (at < text.length) {
    const open = text.indexOf('{{', at)
    if (open < 0) break
    const close = text.indexOf('}}', open + 2)
    if (close < 0) {
      sink.problem('SOP411', '"{{" is not closed', { start: open, end: open + 2 }, 'close it with "}}"')
      break
    }
    if (open > at) parts.push(text.slice(at, open))
    parts.push(part(text.slice(open + 2, close), open + 2, scope, sink))
    at = close + 2
  }
  if (at < text.length) parts.push(text.slice(at))
  return parts
}

function part(text: string, from: number, scope: Scope, sink: Sink): Tree | string {
  const expression = text.trimStart()
  const start = from + text.length - expression.length
  const typed = checkExpression(expression.trimEnd(), scope, shifted(sink, start))
  if (!typed) return ''
  const kind = family(typed.type)
  if (kind === 'map' || kind === 'duration' || kind === 'null')
    sink.problem(
      'SOP412',
      `${named(typed.type)} has no wording`,
      { start, end: start + expression.trimEnd().length },
      'name one value of it',
    )
  return kind === 'instant' ? asText(typed.tree, sink, { start, end: start + expression.trimEnd().length }) : typed.tree
}

/** An instant of a fact or event is text and stays so; a computed one would print as a number. */
function asText(tree: Tree, sink: Sink, range: { start: number; end: number }): Tree {
  if (tree.is === 'read' && ['facts', 'event', 'element'].includes(tree.path[0] ?? '')) return { is: 'read', path: tree.path }
  if (tree.is === 'local') return tree
  sink.problem('SOP412', 'a computed instant has no wording', range, 'show the fact it comes from')
  return tree
}

import type { Awaited, FieldType, Tree } from '../../domain/plan.ts'
import type { Context } from '../context.ts'
import type { Scope } from '../expression/scope.ts'
import { family, field, present } from '../expression/types.ts'
import type { Fields } from '../expression/types.ts'
import type { Path } from '../places.ts'
import type { Expression } from '../schema/common.ts'
import { createExpressions } from './expressions.ts'
import type { Expressions } from './expressions.ts'
import type { Dependencies } from './needs.ts'
import { pathsIn } from './trees.ts'

/** An event that a case listens for, as the file has it. */
export interface AwaitedDocument {
  readonly on: string
  /** Conditions that must all hold, with where each stands. */
  readonly conditions: readonly { readonly expression: Expression; readonly path: Path; readonly fields: FieldType }[]
  /** Where the event is named. */
  readonly path: Path
}

/** The fields of an event; `any` for one that nobody declares, which is reported where it is named. */
export function fieldsOf(context: Context, event: string): FieldType {
  const declared = context.events.get(event)
  return declared ? { map: declared.fields } : 'any'
}

/** Where `event` is the arriving event, and the one that opened the case is `trigger`. */
export function arriving(scope: Scope, fields: FieldType): Scope {
  const opening = scope.roots.get('event')
  return {
    ...scope,
    roots: new Map([...scope.roots, ...(opening === undefined ? [] : [['trigger', opening] as const]), ['event', fields]]),
    why: (path) => (path.startsWith('event.') ? 'the event may come without it' : scope.why?.(path.replace(/^trigger\./, 'event.'))),
  }
}

/** Lowers an event with its conditions. One of them must tell whose case it is; what they read is added to `expressions`. */
export function lowerAwaited(document: AwaitedDocument, scope: Scope, context: Context, dependencies: Dependencies, expressions: Expressions): Awaited {
  const own = createExpressions(context)
  const trees = document.conditions.map(({ expression, path, fields }) => own.of(expression, path, arriving(scope, fields), 'yes_no'))
  expressions.include(own)
  const all = trees.flatMap((tree) => (tree.is === 'and' ? tree.all : [tree]))
  const subscribe = all.map((tree) => subscriptionIn(tree, fieldsOf(context, document.on))).find((each) => each !== undefined)
  if (!subscribe) reportNone(document, context)
  const [first] = all
  return {
    on: document.on,
    ...(first === undefined ? {} : { if: all.length === 1 ? first : { is: 'and', all } }),
    subscribe: subscribe ?? { field: [], value: { is: 'value', value: null } },
    needs: dependencies.facts(own.reads),
  }
}

function reportNone({ on, conditions, path }: AwaitedDocument, { report, parsed, events }: Context): void {
  const last = conditions.at(-1)
  const name = Object.keys(events.get(on)?.fields ?? {}).find((each) => each.endsWith('id')) ?? 'FIELD'
  report.add(
    'SOP461',
    `nothing says which case "${on}" belongs to`,
    parsed.places.span(last?.path ?? path),
    last ? `join it with && to an equality with a value of the case: event.${name} == …` : `add "if" with an equality: event.${name} == VALUE OF THE CASE`,
  )
}

/** `event.FIELD == VALUE OF THE CASE`, either way round, for a field by which events can be looked up. */
function subscriptionIn(tree: Tree, fields: FieldType): Awaited['subscribe'] | undefined {
  if (tree.is !== 'call' || tree.name !== '==') return undefined
  const [left, right] = tree.args
  if (!left || !right) return undefined
  return pair(left, right, fields) ?? pair(right, left, fields)
}

const INDEXED = ['text', 'number', 'date', 'any']
const OF_THE_CASE = ['trigger', 'case', 'facts', 'steps', 'form_of', 'lets', 'element']

function pair(one: Tree, value: Tree, fields: FieldType): Awaited['subscribe'] | undefined {
  if (one.is !== 'read' || one.path[0] !== 'event' || one.path.length < 2) return undefined
  const path = one.path.slice(1)
  const type = path.reduce<FieldType>((of, name) => inside(of, name), fields)
  const read = pathsIn(value).map(([root = '']) => root)
  if (!INDEXED.includes(family(type)) || read.includes('event') || !read.some((root) => OF_THE_CASE.includes(root))) return undefined
  return { field: path, value }
}

function inside(type: FieldType, name: string): FieldType {
  const plain = present(type)
  return typeof plain === 'object' && 'map' in plain ? (field(plain.map, name) ?? 'any') : 'any'
}

/** The fields that every one of several events has, for a condition that all of them share. */
export function shared(types: readonly FieldType[]): FieldType {
  const maps = types.flatMap((type) => (typeof type === 'object' && 'map' in type ? [type.map] : []))
  const [first, ...rest] = maps
  if (!first || maps.length < types.length) return 'any'
  const common: Fields = Object.fromEntries(Object.entries(first).filter(([name]) => rest.every((map) => Object.hasOwn(map, name))))
  return { map: common }
}

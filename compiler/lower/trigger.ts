import type { Tree, Trigger } from '../../domain/plan.ts'
import type { Context } from '../context.ts'
import { family, named } from '../expression/types.ts'
import { formFields } from '../fields.ts'
import { readSchedule } from '../schedule.ts'
import type { TriggerDocument } from '../schema/sop.ts'
import type { Scopes } from '../scopes.ts'
import type { Expressions } from './expressions.ts'
import { checkMoneyField } from './task.ts'
import { partsOf } from './trees.ts'

/** One way to open a case. */
export function lowerTrigger(trigger: TriggerDocument, index: number, context: Context, scopes: Scopes, expressions: Expressions): Trigger {
  if ('called' in trigger) return { kind: 'called', fields: trigger.called }
  if ('every' in trigger) return { kind: 'every', ...(readSchedule(trigger.every) ?? { days: [], minute: 0 }) }
  const scope = scopes.trigger(trigger)
  const path = ['trigger', index]
  const before = context.report.diagnostics.length
  const key = expressions.typed(trigger.key, [...path, 'key'], scope)
  const isRead = context.report.diagnostics.length === before
  if (!['text', 'number', 'any'].includes(family(key.type)))
    context.report.add(
      'SOP412',
      `a key is text, and this is ${named(key.type)}`,
      context.parsed.places.span([...path, 'key']),
      'use the field that names what the case is about',
    )
  if (isRead && !readsEvent(key.tree))
    context.report.add('SOP412', 'this key is the same whatever opens the case, so there would be one case ever', context.parsed.places.span([...path, 'key']), 'use the field that names what the case is about')
  if ('manual' in trigger) {
    checkForm(trigger, path, context)
    return { kind: 'manual', roles: trigger.manual, form: formFields(trigger.form), key: key.tree }
  }
  return {
    kind: 'event',
    on: trigger.on,
    ...(trigger.if === undefined ? {} : { if: expressions.of(trigger.if, [...path, 'if'], scope, 'yes_no') }),
    key: key.tree,
  }
}

/** Whether anything of the event is read. */
const readsEvent = (tree: Tree): boolean => ((tree.is === 'read' || tree.is === 'has') && tree.path[0] === 'event') || partsOf(tree).some(readsEvent)

function checkForm(trigger: Extract<TriggerDocument, { manual: unknown }>, path: readonly PropertyKey[], context: Context): void {
  for (const [name, each] of Object.entries(trigger.form ?? {})) {
    checkMoneyField(each, [...path, 'form', name], context)
    if (Array.isArray(each.required))
      context.report.add(
        'SOP203',
        `"required" of "${name}": a form that starts a case has no outcomes`,
        context.parsed.places.span([...path, 'form', name, 'required']),
        'write "required: true"',
      )
  }
}

import type { Plan } from '../domain/plan.ts'
import { calledFields, isOnlyCalled, writesToCustomer } from './called.ts'
import type { Lookup } from './called.ts'
import type { Code } from './codes.ts'
import type { Context } from './context.ts'
import { quoted } from './nearest.ts'
import { isKind } from './placed.ts'

/** Checks that each called SOP is there and can be called from here, and what this one offers to its callers. */
export function resolveCalls(context: Context): void {
  const { steps, calls, report, parsed } = context
  for (const placed of steps) {
    if (!isKind(placed, 'call')) continue
    const name = placed.step.call
    const found = calls.get(name) ?? { kind: 'missing' }
    const fault = faultOf(name, found, context)
    const span = parsed.places.span([...placed.path, 'call'])
    if (fault) report.add(fault.code, fault.message, span, fault.help)
    const idle = found.kind === 'found' && !fault ? ofCases(found.sop.plan).filter((key) => !sets(context, key)) : []
    if (idle.length > 0)
      report.add(
        'SOP442',
        `${quoted(idle)} of "${name}" ${idle.length > 1 ? 'have' : 'has'} no effect while it is called by "${context.sop.sop}"`,
        span,
        'set it in this SOP, whose case it is, or on the steps of the called one',
      )
  }
  offered(context)
}

/** Keys of a SOP that are about the case it opens. A call opens none: it runs inside the case of its caller. */
const ofCases = ({ sla, deadline, atAnyTime, reopen }: Plan): readonly string[] => [
  ...(sla ? ['sla'] : []),
  ...(deadline ? ['deadline'] : []),
  ...(atAnyTime.length > 0 ? ['at_any_time'] : []),
  ...(reopen.length > 0 ? ['reopen'] : []),
]

/** Whether the calling SOP says for its own case what the called one says for its. */
function sets({ sop }: Context, key: string): boolean {
  switch (key) {
    case 'sla': return sop.sla !== undefined
    case 'deadline': return sop.deadline !== undefined
    case 'at_any_time': return sop.at_any_time.length > 0
    default: return sop.reopen.length > 0
  }
}

interface Fault {
  readonly code: Code
  readonly message: string
  readonly help: string
}

function faultOf(name: string, found: Lookup, { sop }: Context): Fault | undefined {
  switch (found.kind) {
    case 'missing':
      return { code: 'SOP311', message: `there is no SOP "${name}" here`, help: `add "${name}.yaml" beside this file, or correct the name` }
    case 'broken':
      return { code: 'SOP471', message: `the SOP "${name}" has mistakes of its own`, help: `correct "${name}.yaml" first` }
    case 'deep':
      return { code: 'SOP102', message: 'calls nest deeper than 32 levels', help: 'call from fewer levels; no procedure needs this depth' }
    case 'circle':
      return {
        code: 'SOP472',
        message: circleOf(found.names),
        help: 'end the circle: a call never comes back to its caller',
      }
    case 'found':
      if (calledFields(found.sop.plan) === undefined)
        return { code: 'SOP471', message: `"${name}" cannot be called`, help: `add "- called: { NAME: TYPE }" to its triggers` }
      return writesToCustomer(found.sop.plan) && sop.customer === undefined && !isOnlyCalled(sop)
        ? { code: 'SOP422', message: `"${name}" writes to its caller's customer`, help: 'add "customer: facts.order.customer" to this SOP' }
        : undefined
  }
}

function circleOf(names: readonly string[]): string {
  const spoken = names.map((each) => `"${each}"`)
  return spoken.length === 2 ? `${spoken[0] ?? ''} calls itself` : `${spoken.join(' → ')} call each other`
}

function offered({ sop, report, parsed }: Context): void {
  const [first, second] = sop.trigger.flatMap((trigger, index) => ('called' in trigger ? [index] : []))
  if (second !== undefined)
    report.add('SOP210', 'a SOP is called in one way', parsed.places.keySpan(['trigger', second, 'called']), 'put all fields into one "called"')
  if (first === undefined && Object.keys(sop.gives).length > 0)
    report.add('SOP210', 'nobody sees what this SOP gives', parsed.places.keySpan(['gives']), 'add a trigger "called", or remove it')
}

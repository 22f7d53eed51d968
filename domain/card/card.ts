import type { Allowance, EscalationLevel, EscalationPath, FieldKind, FormField, Plan, Recipient, Step, Target, Trigger } from '../plan.ts'
import { inWords, say, sayAction, sayFirst } from '../words.ts'
import { sayTemplate, sayTree } from './say-tree.ts'

/** A SOP as the floor reads it, in words, made of its Plan. */
export interface Card {
  readonly sop: string
  readonly title: string
  readonly why: string
  readonly owner: string
  readonly version: string
  readonly starts: readonly string[]
  /** What holds for the whole case: its time, its deadline, what may stop the clock or cross it. */
  readonly whole: readonly string[]
  readonly steps: readonly CardStep[]
  /** Each end, with the steps that lead there. */
  readonly outcomes: readonly { readonly name: string; readonly from: readonly string[] }[]
  /** Numbers of the policy, with who may change them, and what goes together. */
  readonly limits: readonly string[]
  readonly ask: readonly string[]
}

/** One step: `lines` are label and text, in the order in which they are read. */
export interface CardStep {
  readonly id: string
  /** `4`, and `4.2` inside of another step. */
  readonly number: string
  readonly title: string
  readonly who: string
  readonly due: string | null
  readonly lines: readonly (readonly [label: string, text: string])[]
}

/** The card of a Plan. Nothing of a case is known to it. */
export function cardOf(plan: Plan): Card {
  const numbers = numbersOf(plan.steps)
  const steps = plan.steps.map((step): CardStep => {
    const due = dueOf(step, plan)
    return { id: step.id, number: numbers.get(step.id) ?? '', title: titleOf(step, plan), who: whoOf(step, plan), due, lines: linesOf(step, plan, numbers) }
  })
  const from = (outcome: string): readonly string[] =>
    plan.steps.filter((step) => Object.values(step.routes).some((route) => 'finish' in route && route.finish === outcome)).map((step) => numbers.get(step.id) ?? '')
  return {
    sop: plan.sop, title: plan.title, why: plan.why, owner: sayFirst(plan.owner), version: plan.version.slice(0, 12),
    starts: plan.triggers.map((trigger) => sayTrigger(trigger, plan)), whole: wholeOf(plan), steps,
    outcomes: plan.outcomes.map((name) => ({ name: sayFirst(name), from: from(name) })), limits: limitsOf(plan),
    ask: [`${sayFirst(plan.owner)} answers for this procedure; whoever cannot go on presses "I cannot do this" and says why.`],
  }
}

/** Numbers as on paper: steps in their order, those inside another one below its number. */
function numbersOf(steps: readonly Step[]): ReadonlyMap<string, string> {
  const numbers = new Map<string, string>()
  const counts = new Map<string, number>()
  for (const { id, holder } of steps) {
    const above = holder === undefined ? '' : `${numbers.get(holder.step) ?? ''}.`
    const count = (counts.get(above) ?? 0) + 1
    counts.set(above, count)
    numbers.set(id, `${above}${count}`)
  }
  return numbers
}

const DAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday']

function sayTrigger(trigger: Trigger, plan: Plan): string {
  switch (trigger.kind) {
    case 'event': return `${sayAction(trigger.on)} happens${trigger.if === undefined ? '' : `, and ${sayTree(trigger.if, plan)}`}.`
    case 'manual': return `By hand, by ${listed(trigger.roles.map(say), 'or')}.`
    case 'every': return `Every ${listed(trigger.days.map((day) => DAYS[day] ?? ''), 'and')} at ${clock(trigger.minute)} (${plan.zone}).`
    case 'called': return 'Another procedure asks for it.'
  }
}

const clock = (minute: number): string => `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`
const listed = (words: readonly string[], last: string): string => (words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} ${last} ${words.at(-1) ?? ''}`)

/** Time allowed, in words: `4 h of open hours`, `2 business days`. */
export function sayAllowance(allowance: Allowance): string {
  if (allowance.unit === 'business_days') return `${allowance.days} business ${allowance.days === 1 ? 'day' : 'days'}`
  return allowance.unit === 'business' ? `${inWords(allowance.ms)} of open hours` : inWords(allowance.ms)
}

function wholeOf(plan: Plan): readonly string[] {
  const { sla, deadline, pauses, atAnyTime, reopen, hours } = plan
  const led = (route: Step['routes'][string]): string => sayRoute(route, new Map(plan.steps.map((step) => [step.id, titleOf(step, plan)])))
  return [
    ...(sla === undefined ? [] : [`The whole case takes at most ${sayAllowance(sla)}.`]),
    ...(hours === undefined ? [] : [`Open hours are those of the calendar "${say(hours)}".`]),
    ...(deadline === undefined ? [] : [`Over at ${sayTree(deadline.at, plan)}, whatever happens${deadline.actBefore === undefined ? '' : `, warned ${sayAllowance(deadline.actBefore)} before`}: then ${led(deadline.then.route)}.`]),
    ...Object.entries(pauses).map(([name, { within }]) => `The clock may stand still for "${say(name)}", ${sayAllowance(within)} at most.`),
    ...atAnyTime.map((one) => `At any time, when ${sayAction(one.on)} happens${one.if === undefined ? '' : `, and ${sayTree(one.if, plan)}`}: ${led(one.then.route)}${one.then.undo ? ', and what was done is taken back' : ''}.`),
    ...reopen.map((one) => `Opens again within ${sayAllowance(one.within)} when ${sayAction(one.on)} happens, at "${say(one.at)}".`),
  ]
}

const limitsOf = ({ parameters, together }: Plan): readonly string[] => [
  ...Object.entries(parameters).map(([name, { value, owner }]) => `${sayFirst(name)}: ${sayTree({ is: 'value', value }, { parameters: {} })} (${say(owner)} may change it)`),
  ...together.map(({ when, also, waiver }) => `${sayAction(when)} is never without ${listed(also.map(sayAction), 'and')}${waiver === undefined ? '' : `; ${say(waiver)} alone may waive it`}.`),
]

const titleOf = (step: Step, plan: Plan): string => (step.kind === 'task' ? sayTemplate(step.task, plan) : sayFirst(step.title))

/** Whose step it is: for what the product does by itself, who has its exceptions. */
function whoOf(step: Step, plan: Plan): string {
  if (step.kind !== 'task') return step.mode === 'auto' ? `By itself; ${say(step.owner)} has what goes wrong` : sayFirst(step.owner)
  const { approvals } = step
  if (approvals === undefined) return sayTarget(step.assign, plan)
  return `${approvals.need} of ${listed(approvals.of.map((one) => sayTarget(one, plan)), 'or')}, each for themselves`
}

function sayTarget(target: Target, plan: Plan): string {
  if (target.kind === 'expression') return `Whoever is ${sayTree(target.tree, plan)}`
  return target.kind === 'channel' ? `the channel ${target.name}` : sayFirst(target.name)
}

function dueOf(step: Step, plan: Plan): string | null {
  const hard = step.deadline === undefined ? [] : [`before ${sayTree(step.deadline.at, plan)}, a date that nobody can move${step.deadline.actBefore === undefined ? '' : ` (warned ${sayAllowance(step.deadline.actBefore)} before)`}`]
  const within = step.kind === 'task' ? step.sla.finish : step.kind === 'wait' ? step.within : undefined
  const seen = step.kind === 'task' && step.sla.acknowledge !== undefined ? [`acknowledge within ${sayAllowance(step.sla.acknowledge)}`] : []
  const all = [...seen, ...(within === undefined ? [] : [`${step.kind === 'wait' ? 'at most' : 'within'} ${sayAllowance(within)}`]), ...hard]
  return all.length === 0 ? null : all.join(', ')
}

type Line = readonly [label: string, text: string]

function linesOf(step: Step, plan: Plan, numbers: ReadonlyMap<string, string>): readonly Line[] {
  return [
    ...(step.when === undefined ? [] : [['Only if', sayTree(step.when, plan)] as const]),
    ...(step.why === undefined ? [] : [['Why', step.why] as const]),
    ...kindLines(step, plan, numbers),
    ...(step.atMost === undefined ? [] : [['At most', `${step.atMost} times`] as const]),
    ...(step.pauseOn.length === 0 ? [] : [['Clock stops', step.pauseOn.map(say).join(', ')] as const]),
    ...routeLines(step, numbers),
  ]
}

function kindLines(step: Step, plan: Plan, numbers: ReadonlyMap<string, string>): readonly Line[] {
  switch (step.kind) {
    case 'task': return taskLines(step, plan)
    case 'action': return [['Does', `${sayAction(step.action)}${withWords(step.with, plan)}`], ...(step.verify === undefined ? [] : [['Checks', sayTree(step.verify, plan)] as const]), ...(step.undo === undefined ? [] : [['Taken back by', sayAction(step.undo)] as const])]
    case 'message': return [['Writes', `the letter "${say(step.message)}" to ${sayRecipient(step.to, plan)}`]]
    case 'wait': return [['Waits for', sayWait(step, plan)], ...(step.remind === undefined ? [] : [['Reminds', `by "${say(step.remind.message)}" after ${listed(step.remind.after.map(sayAllowance), 'and')}`] as const])]
    case 'decide': return [['Decides', step.hit === 'collect' ? 'all rows that fit' : 'the first row that fits'], ...step.rules.map((rule, at): Line => [`Row ${at + 1}`, sayRule(step, rule, plan)])]
    case 'parallel': return [['Side by side', step.branches.map((one) => `${say(one.name)} (from ${numbers.get(one.first) ?? ''})`).join(', ')], ['Goes on when', step.waitFor === 'all' ? 'all are done' : `${step.waitFor} of them are done`]]
    case 'each': return [['For each', `${say(step.name)} of ${sayTree(step.of, plan)}, ${step.most} at most: from ${numbers.get(step.first) ?? ''}`]]
    case 'call': return [['Follows', `the procedure "${plan.calls[step.sop]?.title ?? step.sop}" (${step.sop})`]]
  }
}

const withWords = (given: Readonly<Record<string, Parameters<typeof sayTree>[0]>>, plan: Plan): string => {
  const parts = Object.entries(given).map(([name, tree]) => `${say(name)} ${sayTree(tree, plan)}`)
  return parts.length === 0 ? '' : `: ${parts.join('; ')}`
}

function sayRecipient(to: Recipient, plan: Plan): string {
  if (to.kind === 'customer') return 'the customer'
  return to.kind === 'address' ? sayTree(to.tree, plan) : say(to.name)
}

function sayWait({ wait }: Extract<Step, { kind: 'wait' }>, plan: Plan): string {
  if (wait.for === 'events') return listed(wait.events.map((one) => `${sayAction(one.on)}${one.if === undefined ? '' : ` where ${sayTree(one.if, plan)}`} (${say(one.outcome)})`), 'or')
  return wait.for === 'instant' ? sayTree(wait.until, plan) : `${sayAllowance(wait.lasting)} without ${sayAction(wait.of.on)}`
}

function sayRule(step: Extract<Step, { kind: 'decide' }>, { tests, then, outputs }: (typeof step.rules)[number], plan: Plan): string {
  const named = new Map(step.inputs.map(({ name, tree }) => [name, tree]))
  const conditions = tests.map(({ input, test }) => {
    const tree = named.get(input)
    const what = tree !== undefined && tree.is === 'read' ? sayTree(tree, plan) : say(input)
    // Yes and no of a cell are those of what it tests.
    return sayTree(test, plan).replace(/^it\b/, what).replace(/\bit (is|begins|contains)\b/g, `${what} $1`)
  })
  const gives = Object.entries(outputs).map(([name, tree]) => `${say(name)} ${sayTree(tree, plan)}`)
  return `${conditions.length === 0 ? 'everything else' : conditions.join(', ')}: ${[...(then === undefined ? [] : [say(then)]), ...gives].join(', ')}`
}

function taskLines(step: Extract<Step, { kind: 'task' }>, plan: Plan): readonly Line[] {
  return [
    ['Do', sayTemplate(step.do, plan)],
    // What a machine checks is told by the words with which it refuses.
    ...step.check.map((check): Line => [check.that === undefined ? 'Check' : 'Refused if', check.text]),
    ...(step.form.length === 0 ? [] : [['Fill in', step.form.map(sayField).join('; ')] as const]),
    ...(step.evidence.length === 0 ? [] : [['Proof', step.evidence.map(({ kind, atLeast, label, required }) => `${label} (${atLeast} ${kind}${atLeast === 1 ? '' : 's'}${sayRequired(required)})`).join('; ')] as const]),
    ['If wrong', sayTemplate(step.ifWrong, plan)],
    ...(step.notSameAs.length === 0 ? [] : [['Not by', step.notSameAs.map((one) => sayTree(one, plan)).join(', ')] as const]),
    ['Escalates', sayEscalation(step.escalate, plan).join(' ') || 'to nobody'],
    ['Ends as', step.outcomes.map(sayFirst).join(', ')],
  ]
}

const sayField = ({ label, type, required }: FormField): string => `${label}${sayKind(type)}${sayRequired(required)}`
const sayKind = (type: FieldKind): string => (type.kind === 'choose' || type.kind === 'choose_many' ? `: ${type.options.map(say).join(', ')}` : '')
const sayRequired = (required: boolean | readonly string[]): string => (required === true ? '' : required === false ? ', if there is any' : `, for ${required.map(say).join(', ')}`)

/** A path, level by level. */
function sayEscalation({ levels, repeat, repeatAfter, acknowledgedFor }: EscalationPath, plan: Plan): readonly string[] {
  return [
    ...levels.map((level) => sayLevel(level, plan)),
    ...(repeat === undefined || repeat === 0 ? [] : [`Then once more from the top${repeat > 1 ? `, ${repeat} times` : ''}${repeatAfter === undefined ? '' : `, ${sayAllowance(repeatAfter)} after the last`}.`]),
    ...(acknowledgedFor === undefined ? [] : [`Whoever acknowledges it has ${sayAllowance(acknowledgedFor)}.`]),
  ]
}

function sayLevel({ when, do: act, by }: EscalationLevel, plan: Plan): string {
  const at = 'at' in when ? (when.at === 100 ? 'When the time is up' : `At ${when.at} % of the time`) : `${sayAllowance(when.after)} later`
  const what = act.kind === 'remind' ? 'whoever holds it is reminded' : `${sayTarget(act.to, plan)} ${act.takesOver ? 'takes it over' : 'is told'}`
  return `${at}: ${what}${by === undefined ? '' : ` (${listed(by.map((one) => (one === 'email' ? 'mail' : 'Slack')), 'and')})`}.`
}

/** Where each outcome leads; what is the same for all is said once. */
function routeLines(step: Step, numbers: ReadonlyMap<string, string>): readonly Line[] {
  const routes = Object.entries(step.routes).map(([outcome, route]) => [outcome, sayRoute(route, numbers)] as const)
  const places = new Set(routes.map(([, where]) => where))
  if (routes.length > 0 && places.size === 1) return [['Then', `${routes.length === 1 ? '' : `${routes.map(([outcome]) => say(outcome)).join(', ')}: `}${routes[0]?.[1] ?? ''}`]]
  return routes.map(([outcome, where]) => ['Then', `${say(outcome)}: ${where}`])
}

function sayRoute(route: Step['routes'][string], numbers: ReadonlyMap<string, string>): string {
  if ('finish' in route) return `the case ends as "${sayFirst(route.finish)}"`
  return 'to' in route ? `go on with ${numbers.get(route.to) ?? route.to}` : 'this part is done'
}

import type { Json } from './json.ts'

/**
 * The Plan: a compiled SOP, plain data. Every name is resolved, every expression parsed and typed, every elapsed
 * duration in milliseconds. It is a case's input, so an open case never changes its SOP by accident.
 * `advance` branches on `format`; a change of the language raises it instead of patching running workflows.
 */
export interface Plan {
  readonly format: 1
  /** Kebab-case, equals the file's name. */
  readonly sop: string
  readonly title: string
  readonly why: string
  /** sha256 (hex) over the canonical JSON of the rest of the Plan. */
  readonly version: string
  /** The role that answers for the SOP and gets its exception tasks. */
  readonly owner: string
  /** IANA zone of `hours`, else of the organisation: the zone in which `days_between` counts dates. */
  readonly zone: string
  /** `[from, offset]` in milliseconds, ascending: that zone's UTC offset from each instant on, resolved when compiled. */
  readonly zoneOffsets: readonly (readonly [number, number])[]
  /** The calendar behind business units of the SOP itself, and of steps that name none. */
  readonly hours?: string
  /** How long the SOP may go without being read again by its owner. */
  readonly reviewEveryMs: number
  /** The whole case's SLA. */
  readonly sla?: Allowance
  /** The hard instant of the whole case. */
  readonly deadline?: HardDeadline & { readonly then: Crossing }
  /** The only reasons for which a clock may stand still, each with its limit. */
  readonly pauses: Readonly<Record<string, { readonly within: Allowance }>>
  /** Levels for the case's own SLA and for tasks without a path of their own. */
  readonly escalation: EscalationPath
  /** Whom `to: customer` means: evaluates to a map with name, email, locale. */
  readonly customer?: Tree
  readonly triggers: readonly Trigger[]
  readonly parameters: Readonly<Record<string, Parameter>>
  readonly facts: Readonly<Record<string, FactPlan>>
  readonly lets: Readonly<Record<string, LetPlan>>
  /**
   * In file order, the steps of branches and lists after the step that holds them; the first one is where a case begins. Ids are
   * unique in the file; an unnamed one is `books.goods.1`.
   */
  readonly steps: readonly Step[]
  /** What may cross a running case, in file order. */
  readonly atAnyTime: readonly Interrupt[]
  /** Never one without the other. */
  readonly together: readonly Pairing[]
  readonly reopen: readonly Reopening[]
  /** What a calling SOP sees as `steps.ID.NAME`. A value whose step did not run is absent. */
  readonly gives: Readonly<Record<string, Tree>>
  /** Plans of the SOPs that steps here call, by name, pinned when this one was compiled. */
  readonly calls: Readonly<Record<string, Plan>>
  readonly outcomes: readonly string[]
  /** The organisation's locale, in which every message exists. */
  readonly locale?: string
  /** Message templates by name, then by locale. */
  readonly messages: Readonly<Record<string, Readonly<Record<string, MessageTemplate>>>>
}

/**
 * Time allowed. The unit decides the clock: `elapsed` runs always, `business` (`bm`, `bh`) only while the step's calendar is
 * open, `business_days` counts its dates with open time.
 */
export type Allowance =
  | { readonly unit: 'elapsed' | 'business'; readonly ms: number }
  | { readonly unit: 'business_days'; readonly days: number }

/** What opens a case. `key` names the case: the same key of the same SOP is the same case, however often the event comes. */
export type Trigger =
  | { readonly kind: 'event'; readonly on: string; readonly if?: Tree; readonly key: Tree }
  | { readonly kind: 'manual'; readonly roles: readonly string[]; readonly form: readonly FormField[]; readonly key: Tree }
  /** By the clock: on these weekdays (0 is Monday) at this minute of the local day, in the Plan's zone. The key is the local date and time. */
  | { readonly kind: 'every'; readonly days: readonly number[]; readonly minute: number }
  /** By another SOP; `fields` types the caller's `with`, read as `event`. */
  | { readonly kind: 'called'; readonly fields: Readonly<Record<string, FieldType>> }

/** An event that a case waits for, looked up by one field: `subscribe.field` of the event equals the value of the case. */
export interface Awaited {
  readonly on: string
  /** Reads the arriving event as `event` and the opening one as `trigger`; without it the subscription alone decides. */
  readonly if?: Tree
  readonly subscribe: { readonly field: readonly string[]; readonly value: Tree }
  /** Facts that `if` and the subscribed value read. */
  readonly needs: readonly string[]
}

/** Where a crossing leads: to a step or to the end, with what was done taken back or not. */
export interface Crossing {
  readonly route: Route
  readonly undo: boolean
}

/** An event that ends or redirects a running case, whatever it is doing. */
export interface Interrupt extends Awaited {
  readonly then: Crossing
}

/** Whenever `when` is done, every action in `also` is owed; only a holder of `waiver` may give one up, with a reason. */
export interface Pairing {
  readonly when: string
  readonly also: readonly string[]
  readonly waiver?: string
}

/** An event that opens an ended case again. */
export interface Reopening extends Awaited {
  /** Outcomes after which it does; empty for any. */
  readonly after: readonly string[]
  /** How long after the end. */
  readonly within: Allowance
  readonly at: string
}

/** A hard instant: never paused, never moved. `actBefore` is how long before it people are warned; `needs` are the facts it reads. */
export interface HardDeadline {
  readonly at: Tree
  readonly actBefore?: Allowance
  readonly needs: readonly string[]
}

/** A number of the policy, named and owned by a role. An open case keeps the value that it was opened with. */
export interface Parameter {
  readonly value: Json
  readonly type: FieldType
  readonly owner: string
}

/** A fact is read by a connector (`from`) or computed (`is`). `needs` are the other facts that its expressions read. */
export type FactPlan =
  | {
      readonly kind: 'from'
      readonly action: string
      readonly with: Readonly<Record<string, Tree>>
      readonly freshForMs?: number
      /** What to do when no value comes: `stop` opens an exception task, `use` takes the value. */
      readonly unknown: { readonly do: 'stop' } | { readonly do: 'use'; readonly value: Json } | { readonly do: 'ask'; readonly role: string }
      /** What a person is asked for with `ask`: the fact's declared fields. */
      readonly fields: readonly FormField[]
      /** What the author says a web service answers; an answer that lacks some of it counts as none. */
      readonly returns?: Readonly<Record<string, FieldType>>
      readonly needs: readonly string[]
    }
  | { readonly kind: 'is'; readonly tree: Tree; readonly needs: readonly string[] }

/** Computed when first read, kept until a step in `steps` ends again. */
export interface LetPlan {
  readonly tree: Tree
  readonly steps: readonly string[]
}

/**
 * Where a step's outcome leads: to another step, to the end of the SOP with one of its outcomes, or to the end of the branch or
 * list element that the step stands in.
 */
export type Route = { readonly to: string } | { readonly finish: string } | { readonly end: true }

interface StepBase {
  /** Unique within the SOP. Where it runs inside a call or a list its path is longer: `refund/approve`, `lines[0]/check`. */
  readonly id: string
  /** The `parallel` or `each` step that holds it; missing at the top level. */
  readonly holder?: { readonly step: string; readonly branch?: string }
  readonly title: string
  readonly why?: string
  readonly when?: Tree
  /** Facts (transitively, through `let` and other facts) that must be fresh before the step begins. */
  readonly needs: readonly string[]
  /** Every outcome the step can have, `skipped` with `when` and `too_often` with `atMost` included. `failed` and `cannot_do` only where the author routes them. */
  readonly routes: Readonly<Record<string, Route>>
  readonly atMost?: number
  /** The role that gets the exception task. */
  readonly owner: string
  /** `suggest`: the owner confirms before anything happens; `off`: the owner does it by hand. */
  readonly mode: 'auto' | 'suggest' | 'off'
  readonly modeReason?: string
  readonly deadline?: HardDeadline
  /** Reasons for which the case's clock stands still while the step is open. */
  readonly pauseOn: readonly string[]
  /** The calendar of the step's business units. */
  readonly hours?: string
}

/** One step of the procedure. A further kind is a further member here: every place that must know it stops compiling. */
export type Step = TaskStep | ActionStep | DecideStep | MessageStep | WaitStep | ParallelStep | EachStep | CallStep

/**
 * Waits for something from outside. `events`: the first that comes gives its outcome, else `timeout`. `instant`: `reached` at
 * once when it is past. `silence`: `silent` once the event has not come for `lasting`, each one starting anew; `timeout` when it keeps coming.
 */
export interface WaitStep extends StepBase {
  readonly kind: 'wait'
  readonly wait:
    | { readonly for: 'events'; readonly events: readonly (Awaited & { readonly outcome: string })[] }
    | { readonly for: 'instant'; readonly until: Tree }
    | { readonly for: 'silence'; readonly of: Awaited; readonly lasting: Allowance }
  readonly within?: Allowance
  readonly remind?: Reminder
}

/** Letters that go out while a wait lasts, at these times after its start. */
export interface Reminder {
  readonly after: readonly Allowance[]
  readonly message: string
  readonly to: Recipient
  readonly with: Readonly<Record<string, Tree>>
}

/** How many parts must be done: all of them, or a number (`any` is 1). The rest is then cancelled. */
export type WaitFor = 'all' | number

/** Named branches side by side, each beginning at `first`. */
export interface ParallelStep extends StepBase {
  readonly kind: 'parallel'
  readonly branches: readonly { readonly name: string; readonly first: string }[]
  readonly waitFor: WaitFor
}

/** The same steps once for every element of a list, `atOnce` of them side by side. The element is the local `name`. */
export interface EachStep extends StepBase {
  readonly kind: 'each'
  readonly name: string
  readonly of: Tree
  /** A longer list fails the step. (`atMost` of every step counts visits.) */
  readonly most: number
  readonly atOnce: number
  readonly waitFor: WaitFor
  readonly first: string
}

/** Another SOP inside this one: `calls[sop]` of the Plan, with `with` as its event. Its outcomes are this step's. */
export interface CallStep extends StepBase {
  readonly kind: 'call'
  readonly sop: string
  readonly with: Readonly<Record<string, Tree>>
  /** What the callee gives, asked of the person who did all of it by hand. */
  readonly byHand?: readonly FormField[]
}

/** A person does it. The clock of `sla` starts when the task is shown to somebody, after its facts were read. */
export interface TaskStep extends StepBase {
  readonly kind: 'task'
  /** The title with its `{{ expressions }}`. */
  readonly task: Template
  /** With `approvals` and no `assign` of its own, the first of `approvals.of`. */
  readonly assign: Target
  readonly sla: { readonly acknowledge?: Allowance; readonly finish: Allowance }
  readonly do: Template
  readonly check: readonly Check[]
  readonly ifWrong: Template
  readonly form: readonly FormField[]
  readonly outcomes: readonly string[]
  readonly evidence: readonly EvidenceRule[]
  /** With `askAll` nobody is asked first: all of `of` are. */
  readonly approvals?: { readonly of: readonly Target[]; readonly need: number; readonly askAll?: true }
  /** People who may neither be given the step nor finish it: each tree gives a person's id, or null for nobody. */
  readonly notSameAs: readonly Tree[]
  /** What becomes of a claimed task when its holder's shift ends. */
  readonly handoff: 'ask' | 'follow' | 'stay'
  readonly escalate: EscalationPath
  /** What the assignee sees besides: label, value, and the fact it comes from for source and age. */
  readonly shows: readonly Shown[]
}

/** Proof that goes with a completion: `atLeast` to `atMost` of one kind, unless `unless` holds (it reads `form` and `outcome`). */
export interface EvidenceRule {
  readonly name: string
  readonly label: string
  readonly kind: 'photo' | 'file' | 'link' | 'scan'
  readonly atLeast: number
  readonly atMost: number
  /** True, or the outcomes that need it; with `unless` true. */
  readonly required: boolean | readonly string[]
  readonly unless?: Tree
}

/** One line beside a task, evaluated anew for each card. What cannot be evaluated yet is shown as null and stops nothing. */
export interface Shown {
  readonly label: string
  readonly tree: Tree
  readonly type: FieldType
  readonly fact?: string
}

/** `that` must hold for a completion to be accepted; without it the check is read by a person only. */
export interface Check {
  readonly text: string
  readonly that?: Tree
}

/** A connector does it, once per business key; what fails for good becomes an exception task of `owner` unless `failed` is routed. */
export interface ActionStep extends StepBase {
  readonly kind: 'action'
  readonly action: string
  readonly with: Readonly<Record<string, Tree>>
  /** Evaluated after the action, with the facts in `verifyNeeds` fetched again. */
  readonly verify?: Tree
  readonly verifyNeeds: readonly string[]
  /** Tasks of the same list whose yes it needs where the way leads through them: to this amount, and to the proof that lay there. */
  readonly approvedBy?: readonly string[]
  /** Takes it back: the same `with` plus `result`. */
  readonly undo?: string
  /** Outputs that the SOP reads: asked of the person who did it by hand. */
  readonly byHand: readonly FormField[]
  /** What the author says a web service answers. */
  readonly returns?: Readonly<Record<string, FieldType>>
}

/**
 * A table decides, with no person and no outside call. With `unique`, two rows that fit open an exception task as none
 * does; `collect` never picks and has the outcomes `matched` and `none`.
 */
export interface DecideStep extends StepBase {
  readonly kind: 'decide'
  readonly hit: 'first' | 'unique' | 'collect'
  readonly inputs: readonly { readonly name: string; readonly tree: Tree }[]
  readonly rules: readonly Rule[]
}

/** A row matches when all its tests do; in a test, `{ is: 'local', name: 'cell' }` is the input's value. */
export interface Rule {
  readonly tests: readonly { readonly input: string; readonly test: Tree }[]
  readonly then?: string
  readonly outputs: Readonly<Record<string, Tree>>
}

/**
 * A letter goes out in the recipient's locale where the message has it, else in their language, else in the Plan's locale; the step ends
 * when the mail server took it.
 */
export interface MessageStep extends StepBase {
  readonly kind: 'message'
  readonly message: string
  readonly to: Recipient
  readonly with: Readonly<Record<string, Tree>>
}

/** Whom a letter is for. `customer` is what the SOP's `customer` evaluates to; a SOP that is only called uses its caller's. */
export type Recipient =
  | { readonly kind: 'customer' }
  | { readonly kind: 'address'; readonly tree: Tree }
  | { readonly kind: 'role' | 'person'; readonly name: string }

/** Whom a step or level is for. */
export type Target =
  | { readonly kind: 'role' | 'person' | 'roster'; readonly name: string }
  | { readonly kind: 'expression'; readonly tree: Tree }
  | { readonly kind: 'channel'; readonly name: string }

/** Levels in order; `repeat` further passes follow the first. */
export interface EscalationPath {
  readonly levels: readonly EscalationLevel[]
  readonly repeat?: number
  /** From the last level to the next pass, where the last level's own time should not space them. */
  readonly repeatAfter?: Allowance
  /** An acknowledgement that is not followed by completion within this time expires. */
  readonly acknowledgedFor?: Allowance
}
/**
 * What happens when time runs out: whoever holds it is reminded, or somebody else is told, who with `takesOver` becomes the
 * assignee. `at` counts in percent of the finish allowance from the step's start (100 is the breach), `after` from when the
 * level before fired.
 */
export interface EscalationLevel {
  readonly when: { readonly at: number } | { readonly after: Allowance }
  readonly do: { readonly kind: 'remind' } | { readonly kind: 'tell'; readonly to: Target; readonly takesOver: boolean }
  /** Channels to tell by; without it, how the person wants to be told. */
  readonly by?: readonly ('slack' | 'email')[]
}

/** One list for forms, called SOPs, sources, slots and connectors' inputs and outputs. */
export type FieldType =
  | 'text' | 'whole_number' | 'decimal' | 'money' | 'yes_no' | 'date' | 'instant' | 'any'
  | { readonly choose: readonly string[] }
  | { readonly list: FieldType }
  | { readonly map: Readonly<Record<string, FieldType>> }
  | { readonly optional: FieldType }

/** One field that a person fills in. `name` is how expressions read it, `label` what people see. */
export interface FormField {
  readonly name: string
  readonly label: string
  readonly help?: string
  readonly type: FieldKind
  /** True, or the outcomes that need it. */
  readonly required: boolean | readonly string[]
}

/** How a value is typed in: the limits travel with it, so that every channel refuses the same values. */
export type FieldKind =
  | { readonly kind: 'text'; readonly max: number }
  | { readonly kind: 'whole_number'; readonly min?: number; readonly max?: number }
  | { readonly kind: 'decimal'; readonly min?: string; readonly max?: string; readonly places?: number }
  | { readonly kind: 'money'; readonly currency: string; readonly min?: string; readonly max?: string }
  | { readonly kind: 'yes_no' | 'date' | 'scan' }
  | { readonly kind: 'choose' | 'choose_many'; readonly options: readonly string[] }

/** One letter in one locale. `slots` are all that it may read, so that a template can be checked without the SOPs that send it. */
export interface MessageTemplate {
  readonly subject: Template
  readonly body: Template
  readonly kind: 'service' | 'legal'
  readonly slots: Readonly<Record<string, FieldType>>
}

/** Text with expressions in it. In a message template the expressions read only `{ is: 'local', name: SLOT }`. */
export type Template = readonly (string | Tree)[]

/**
 * A checked expression as a tree. `read` roots: event, trigger, case, facts, form, form_of, steps, parameters, lets, outcome,
 * result (in `verify` and `undo`), and element for the local of an enclosing `each` (`element.line.sku`); `has` besides local for the item of
 * a loop (`local.each.sku`).
 * `as: 'instant'` turns ISO text into epoch milliseconds where the type checker saw an instant.
 */
export type Tree =
  | { readonly is: 'value'; readonly value: Json }
  | { readonly is: 'read'; readonly path: readonly string[]; readonly as?: 'instant' }
  | { readonly is: 'has'; readonly path: readonly string[] }
  | { readonly is: 'local'; readonly name: string }
  | { readonly is: 'get'; readonly of: Tree; readonly name: string; readonly as?: 'instant' }
  | { readonly is: 'at'; readonly of: Tree; readonly index: Tree }
  | { readonly is: 'and' | 'or'; readonly all: readonly Tree[] }
  | { readonly is: 'if'; readonly test: Tree; readonly then: Tree; readonly else: Tree }
  | { readonly is: 'call'; readonly name: FunctionName; readonly args: readonly Tree[] }
  | { readonly is: 'list'; readonly items: readonly Tree[] }
  | { readonly is: 'map'; readonly entries: readonly { readonly key: string; readonly value: Tree }[] }
  | { readonly is: 'each'; readonly how: 'all' | 'exists' | 'map' | 'filter'; readonly name: string; readonly of: Tree; readonly body: Tree }

/** Operators and functions the walker knows; instants and durations are milliseconds, money is `{ amount, currency }`. */
export type FunctionName =
  | '==' | '!=' | '<' | '<=' | '>' | '>=' | 'in' | '!' | 'neg' | '+' | '-' | '*' | '/' | '%'
  | 'size' | 'min' | 'max' | 'round' | 'days_between' | 'percent_of' | 'money' | 'duration' | 'instant' | 'date'
  | 'contains' | 'startsWith' | 'endsWith' | 'string' | 'int' | 'double'

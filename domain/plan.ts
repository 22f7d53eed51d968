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
  /** The whole case's SLA. */
  readonly sla?: Allowance
  /** Levels for the case's own SLA and for tasks without a path of their own. */
  readonly escalation: EscalationPath
  /** Whom `to: customer` means: evaluates to a map with name, email, locale. */
  readonly customer?: Tree
  readonly triggers: readonly Trigger[]
  readonly parameters: Readonly<Record<string, Parameter>>
  readonly facts: Readonly<Record<string, FactPlan>>
  readonly lets: Readonly<Record<string, LetPlan>>
  /** In file order; the first one is where a case begins. */
  readonly steps: readonly Step[]
  readonly outcomes: readonly string[]
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
      readonly unknown: { readonly do: 'stop' } | { readonly do: 'use'; readonly value: Json }
      readonly needs: readonly string[]
    }
  | { readonly kind: 'is'; readonly tree: Tree; readonly needs: readonly string[] }

/** Computed when first read, kept until a step in `steps` ends again. */
export interface LetPlan {
  readonly tree: Tree
  readonly steps: readonly string[]
}

/** Where a step's outcome leads: to another step, or to the end of the case with one of its outcomes. */
export type Route = { readonly to: string } | { readonly finish: string }

interface StepBase {
  /** The step's path: its id, or `caller/id` and `books.goods.1` once calls and branches exist. */
  readonly id: string
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
}

/** One step of the procedure. A further kind is a further member here: every place that must know it stops compiling. */
export type Step = TaskStep | ActionStep | DecideStep | MessageStep

/** A person does it. The clock of `sla` starts when the task is shown to somebody, after its facts were read. */
export interface TaskStep extends StepBase {
  readonly kind: 'task'
  /** The title with its `{{ expressions }}`. */
  readonly task: Template
  readonly assign: Target
  readonly sla: { readonly acknowledge?: Allowance; readonly finish: Allowance }
  readonly do: Template
  readonly check: readonly Check[]
  readonly ifWrong: Template
  readonly form: readonly FormField[]
  readonly outcomes: readonly string[]
  readonly escalate: EscalationPath
  /** What the assignee sees besides: label, value, and the fact it comes from for source and age. */
  readonly shows: readonly Shown[]
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
  /** Takes it back: the same `with` plus `result`. */
  readonly undo?: string
  /** Outputs that the SOP reads: asked of the person who did it by hand. */
  readonly byHand: readonly FormField[]
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
 * A letter goes out in the recipient's locale where the message has it, else in its first one; the step ends when the
 * mail server took it.
 */
export interface MessageStep extends StepBase {
  readonly kind: 'message'
  readonly message: string
  readonly to: Recipient
  readonly with: Readonly<Record<string, Tree>>
}

/**
 * Whom a letter is for. `customer` is what the SOP's `customer` evaluates to. A role or a person has no address in this
 * version: such a step opens an exception task.
 */
export type Recipient =
  | { readonly kind: 'customer' }
  | { readonly kind: 'address'; readonly tree: Tree }

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
 * A checked expression as a tree. `read` roots: event, trigger, case, facts, form, form_of, steps, parameters, lets, outcome.
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

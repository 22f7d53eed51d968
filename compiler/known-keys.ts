import type { Path } from './places.ts'
import { CLOCK_KEYS } from './schema/clock-keys.ts'
import { METRICS_KEYS } from './schema/metrics-keys.ts'
import { ORGANISATION, ORGANISATION_KEYS } from './schema/organisation/known-keys.ts'

/** Which keys exist at a place, for suggestions; `keys` are those that stand there. */
export const keysAt = (path: Path, keys: readonly string[]): readonly string[] => KEYS_BY_PLACE.find(([test]) => test(path, keys))?.[1] ?? ALL_KEYS

const STEP = [
  'id',
  'title',
  'why',
  'when',
  'on',
  'next',
  'finish',
  'at_most',
  'owner',
  'mode',
  'mode_reason',
  'deadline',
  'pause_on',
  'hours',
]
const TOP = [
  'language',
  'sop',
  'title',
  'why',
  'owner',
  'review_every',
  'hours',
  'customer',
  'sla',
  'deadline',
  'pauses',
  'escalation',
  'trigger',
  'parameters',
  'facts',
  'let',
  'steps',
  'at_any_time',
  'together',
  'outcomes',
  'reopen',
  'gives',
]
const KEYS_BY_PLACE: readonly (readonly [(path: Path, keys: readonly string[]) => boolean, readonly string[]])[] = [
  ...CLOCK_KEYS,
  ...METRICS_KEYS,
  [(path, keys) => path.length === 0 && keys.includes('organisation') && !keys.includes('scenarios'), ORGANISATION],
  [(path, keys) => path.length === 0 && keys.includes('scenarios'), ['organisation', 'scenarios']],
  [(path, keys) => path.length === 0 && keys.includes('metrics'), ['metrics']],
  [(path) => path.length === 0, TOP],
  [
    (path, keys) => isStep(path) && keys.includes('task'),
    [...STEP, 'task', 'assign', 'sla', 'do', 'check', 'form', 'outcomes', 'if_wrong', 'escalate', 'shows',
      'evidence', 'approvals', 'not_same_as', 'handoff'],
  ],
  [(path, keys) => isStep(path) && keys.includes('action'), [...STEP, 'action', 'with', 'verify', 'approved_by', 'undo', 'returns']],
  [(path, keys) => isStep(path) && keys.includes('decide'), [...STEP, 'decide']],
  [(path, keys) => isStep(path) && keys.includes('message'), [...STEP, 'message', 'to', 'with']],
  [(path, keys) => isStep(path) && keys.includes('wait'), [...STEP, 'wait']],
  [(path, keys) => isStep(path) && keys.includes('parallel'), [...STEP, 'parallel', 'wait_for']],
  [(path, keys) => isStep(path) && keys.includes('each'), [...STEP, 'each', 'steps', 'at_once', 'wait_for']],
  [(path, keys) => isStep(path) && keys.includes('call'), [...STEP, 'call', 'with']],
  [(path, keys) => path.at(-1) === 'wait' && keys.includes('silence_of'), ['silence_of', 'lasting', 'if', 'within', 'remind']],
  [(path, keys) => path.at(-1) === 'wait' && keys.includes('until'), ['until', 'remind']],
  [(path) => path.at(-1) === 'wait', ['for', 'if', 'within', 'remind']],
  [(path) => path.at(-1) === 'remind', ['after', 'message', 'to', 'with']],
  [(path) => path[0] === 'at_any_time' && path.at(-1) !== 'then', ['on', 'if', 'then']],
  [(path) => path.at(-1) === 'then', ['finish', 'next', 'undo']],
  [(path) => path[0] === 'together', ['when', 'also', 'waiver']],
  [(path) => path[0] === 'reopen', ['on', 'if', 'after', 'within', 'at']],
  [(path) => path.at(-1) === 'deadline', ['at', 'act_before', 'then']],
  [(path) => path.at(-1) === 'approvals', ['of', 'need']],
  [(path) => path.at(-2) === 'evidence', ['photo', 'file', 'link', 'scan', 'at_least', 'at_most', 'label', 'required', 'unless']],
  [(path) => path.at(-1) === 'decide', ['by', 'hit', 'rules']],
  [(path) => path[0] === 'trigger', ['on', 'if', 'key', 'manual', 'form', 'every', 'called']],
  [(path) => path[0] === 'facts', ['from', 'with', 'fresh_for', 'unknown', 'is', 'returns', 'use', 'ask']],
  ...ORGANISATION_KEYS,
  [
    (path) => path.includes('expect'),
    ['outcome', 'effects', 'messages', 'visited', 'not_visited', 'owner', 'due', 'escalations', 'ended_within', 'open_at'],
  ],
  [
    (path) => path[0] === 'scenarios' && path.length === 2,
    ['name', 'starts', 'trigger', 'opened_by', 'event', 'facts', 'systems', 'people', 'exceptions', 'cancel', 'until', 'expect', 'confirm', 'asks',
      'events', 'reopened'],
  ],
  [(path) => path[0] === 'scenarios' && path.at(-1) === 'pause', ['after', 'reason', 'for']],
  [(path) => path[2] === 'people', ['after', 'outcome', 'form', 'evidence', 'by', 'claims', 'pause', 'cannot_do', 'note', 'nobody']],
  [(path) => path[2] === 'exceptions', ['choose', 'reference', 'after', 'by', 'outcome', 'form']],
  [(path) => path[2] === 'asks', ['after', 'by', 'value']],
  [(path) => path[2] === 'cancel', ['after', 'by', 'because']],
  [
    (path) => path.includes('form'),
    ['label', 'help', 'required', 'text', 'whole_number', 'decimal', 'money', 'yes_no', 'date', 'scan', 'choose', 'choose_many'],
  ],
  [(path, keys) => path.at(-1) === 'escalate' && keys.includes('levels'), ['repeat', 'repeat_after', 'acknowledged_for', 'levels']],
  [(path) => path.includes('levels') || path.includes('escalate'), ['at', 'after', 'do', 'to', 'takes_over', 'by']],
]
const ALL_KEYS = [
  ...new Set([
    ...TOP,
    ...ORGANISATION,
    ...KEYS_BY_PLACE.flatMap(([, keys]) => keys),
    'value',
    'that',
    'else',
    'acknowledge',
    'finish',
    'min',
    'max',
    'currency',
    'places',
  ]),
]

/** An item of `steps`, of a branch's list or of the list of an `each`. */
const isStep = (path: Path): boolean => path[0] === 'steps' && typeof path.at(-1) === 'number' && (path.at(-2) === 'steps' || path.at(-3) === 'parallel')

/** A file that somebody or something might hand to the compiler. */
export interface FuzzInput {
  readonly path: string
  readonly text: string
}

type Numbers = () => number
const pick = <T>(next: Numbers, from: readonly T[]): T => from[Math.floor(next() * from.length)] as T
const whole = (next: Numbers, below: number): number => Math.floor(next() * below)

const PIECES = [
  '{', '}', '[', ']', ': ', '- ', '? ', ', ', '|', '>', '"', "'", '\n', '  ', '\t', '#', '&a', '*a', '!!str', '!!js/function', '<<', '<<: *a', '%', '%YAML 1.1', '---', '...', '\n---\n', '\u0000', '\uFEFF', '\r', '\r\n', '\u2028', '\u0085',
  '__proto__', 'constructor', 'prototype', 'toString', 'has(', 'steps.', 'form_of.', 'facts.order', 'event', 'trigger', '{{', '}}', 'null', '~', '.inf', '.nan', '-0', '0x1F', '0o17', '1e999', '99999999999999999999', '15.00 USD', '4h', '2bd', '0m', '30', 'true', 'no',
  'x.map(y, z)', 'a ? b : c', '😀', '\uD800', '\uDFFF', '((((((((', '[[[[[[[[', '{a: {a: {a: ', '&& !', '== "', '..', '1..5', '(1..', 'not(', '<= ', 'parallel', 'each', 'call', 'wait', 'decide', 'task', 'action', 'message', 'sop', 'language: 2', 'id', 'on', 'next', 'finish', 'at_most', 'deadline', 'undo',
]

/** The input of a number: the same number, seeds and files give the same text. */
export function fuzzInput(next: Numbers, seeds: readonly FuzzInput[]): FuzzInput {
  const seed = pick(next, seeds)
  const kind = next()
  if (kind < 0.7) return { path: seed.path, text: mutated(next, seed.text, seeds) }
  if (kind < 0.8) return { path: seed.path, text: noise(next) }
  return { path: seed.path, text: pick(next, MONSTERS)(next, seed.text) }
}

/** One to four edits of a file that is right. */
function mutated(next: Numbers, start: string, seeds: readonly FuzzInput[]): string {
  let text = start
  for (let edits = 1 + whole(next, 4); edits > 0; edits--) text = pick(next, EDITS)(next, text, seeds)
  return text
}

const EDITS: readonly ((next: Numbers, text: string, seeds: readonly FuzzInput[]) => string)[] = [
  (next, text) => splice(text, whole(next, text.length + 1), 0, pick(next, PIECES)),
  (next, text) => splice(text, whole(next, text.length + 1), whole(next, 40), pick(next, PIECES)),
  (next, text) => splice(text, whole(next, text.length + 1), whole(next, 200), ''),
  (next, text) => splice(text, whole(next, text.length + 1), 0, String.fromCharCode(whole(next, 0x300))),
  (next, text) => lines(text, (all) => all.splice(whole(next, all.length), 1 + whole(next, 3))),
  (next, text) => lines(text, (all) => all.splice(whole(next, all.length), 0, pick(next, all) ?? '')),
  (next, text) => lines(text, (all) => { const at = whole(next, all.length); all[at] = `${' '.repeat(whole(next, 8))}${all[at] ?? ''}` }),
  (next, text) => text.replace(new RegExp(pick(next, ['facts', 'event', 'steps', 'outcome', 'form', 'then', 'on', 'id', 'sla', '[a-z_]+:', '[0-9]+'])), () => pick(next, PIECES)),
  (next, text, seeds) => { const other = pick(next, seeds).text; const at = whole(next, other.length); return splice(text, whole(next, text.length), 0, other.slice(at, at + whole(next, 400))) },
  (next, text) => text.slice(0, whole(next, text.length)),
]

const splice = (text: string, at: number, drop: number, add: string): string => text.slice(0, at) + add + text.slice(at + drop)

function lines(text: string, change: (all: string[]) => void): string {
  const all = text.split('\n')
  change(all)
  return all.join('\n')
}

/** Bytes that were never text, as they arrive once decoded. */
function noise(next: Numbers): string {
  const bytes = Uint8Array.from({ length: whole(next, 400) }, () => whole(next, 256))
  return next() < 0.5 ? new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes) : Array.from({ length: whole(next, 60) }, () => pick(next, PIECES)).join('')
}

/** What is known to bring YAML readers down. */
const MONSTERS: readonly ((next: Numbers, seed: string) => string)[] = [
  (next) => pick(next, ['[', '{a: ', '- ', '? ', '((']).repeat(10 ** (1 + whole(next, 4)) * 2),
  (next) => Array.from({ length: 10 + whole(next, 60) }, (_, at) => `${' '.repeat(at)}a:`).join('\n'),
  (next) => `a: &a [x, x, x, x, x, x, x, x, x]\n${Array.from({ length: 1 + whole(next, 9) }, (_, at) => `b${at}: &b${at} [*a, *a, *a, *a, *a, *a, *a, *a]`).join('\n')}\n`,
  (next, seed) => `${seed}\n${Array.from({ length: whole(next, 2_000) }, (_, at) => `k${at}: ${at}`).join('\n')}\n`,
  (next, seed) => seed.replace(/^(\w+):/m, () => `${'k'.repeat(whole(next, 50_000))}:`),
  (next, seed) => seed.replace(/: (\S.*)$/m, () => `: ${pick(next, ['x', '"', "'", '(', '[', '{{', '1+', '!'])}`.padEnd(whole(next, 20_000), pick(next, ['x', '(', '[', '1+', '&&', '{{ ', 'a.']))),
  (_, seed) => `\uFEFF${seed.replaceAll('\n', '\r\n')}`,
  (_, seed) => seed.replaceAll('\n', '\r'),
  (next, seed) => splice(seed, whole(next, seed.length), 0, pick(next, ['\u0000', '\uD800', '\uDC00', '\uFFFE', '\u001b[31m'])),
  (next, seed) => `${seed}\n---\n${seed.slice(0, whole(next, seed.length))}`,
  (next, seed) => `${seed}\n${pick(next, seed.split('\n').filter((line) => /^\w/.test(line))) ?? ''}\n`,
  (next, seed) => seed.replace(/: /g, (found) => (next() < 0.02 ? `: ${pick(next, ['!!binary ', '!x ', '&a ', '*a ', '<<: '])}` : found)),
  (next) => `sop: x\nsteps:\n${'  - id: a\n'.repeat(whole(next, 3_000))}`,
  (next) => '\n'.repeat(whole(next, 50_000)) + pick(next, PIECES),
  (next) => pick(next, ['x', '#', ' ', '- a\n', 'a: b\n']).repeat(whole(next, 270_000)).slice(0, next() < 0.9 ? whole(next, 20_000) : 262_000 + whole(next, 400)),
]

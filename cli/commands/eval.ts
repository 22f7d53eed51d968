import { Command } from 'commander'
import type { Evaluated } from '../../compiler/eval.ts'
import { isObject } from '../../domain/json.ts'
import type { Json } from '../../domain/json.ts'
import { Exit } from '../exit.ts'
import { readText } from '../fields.ts'
import type { CliIo } from '../io.ts'
import { paint } from '../print/paint.ts'
import type { MakeCommand } from './command.ts'

interface Options {
  readonly with?: string
  readonly lines?: true
  readonly zone?: string
  readonly json?: true
}
type Evaluate = (expression: string, data: Json) => Evaluated

/** `sop eval EXPRESSION --with FILE` — one expression over data, by the checker that compiles SOPs and the walker that runs them. */
export const evalCommand: MakeCommand = (io, setCode) =>
  new Command('eval')
    .description('Evaluate one expression over JSON data, as a SOP would')
    .argument('[expression]', 'the expression; with --lines a file of lines, - for standard input')
    .option('--with <file>', 'the data: {"event": {…}, "limit": 5}, - for standard input; its keys are the names to read')
    .option('--lines', 'read {"expression", "with"} a line, answer a line each')
    .option('--zone <zone>', 'where days_between counts days (default UTC)')
    .option('--json', 'print { value, type } or { error: { code, message, column } }')
    .addHelpText('after', EXAMPLES)
    .action(async (expression: string | undefined, options: Options) => {
      const evaluate = await evaluator(options.zone)
      if (options.lines) return lines(io, setCode, expression ?? '-', options, evaluate)
      if (expression === undefined) throw new Exit(2, 'no expression is given: write one in quotes, or use --lines')
      const answer = evaluate(expression, options.with === undefined ? {} : dataOf(io, options.with))
      if ('error' in answer) throw refusal(expression, answer)
      io.out(options.json ? JSON.stringify(answer) : `${spoken(answer.value)}  ${paint(io, 'dim', answer.type)}`)
    })

const EXAMPLES = `
Example:
  sop eval 'event.amount > money("100.00 USD")' --with case.json
  echo '{"expression": "days < limit + 7", "with": {"days": 33, "limit": 30}}' | sop eval --lines`

async function evaluator(zone: string | undefined): Promise<Evaluate> {
  const [{ evaluateOver }, { isZone }, { planOffsets }] = await Promise.all([
    import('../../compiler/eval.ts'),
    import('../../compiler/literals.ts'),
    import('../../compiler/zone-offsets.ts'),
  ])
  if (zone === undefined) return (expression, data) => evaluateOver(expression, data)
  if (!isZone(zone)) throw new Exit(2, `"${zone}" of --zone is not a time zone: write an IANA name such as America/Chicago`)
  const offsets = planOffsets(zone)
  return (expression, data) => evaluateOver(expression, data, offsets)
}

function dataOf(io: CliIo, file: string): Json {
  const text = readText(io, file)
  try {
    return JSON.parse(text.replace(/^\uFEFF/, '')) as Json
  } catch (error) {
    throw new Exit(2, `"${file}" is not JSON: ${error instanceof Error ? error.message : String(error)}`)
  }
}

/** The complaint with the place under the expression, as far as that fits a line. */
function refusal(expression: string, { error, help }: Extract<Evaluated, { error: unknown }>): Exit {
  const shown = expression.length <= 120 && !expression.includes('\n') ? `\n\n  ${expression}\n  ${' '.repeat(error.column - 1)}^` : ''
  return new Exit(1, `${error.message} (${error.code}, column ${error.column})${shown}${help === undefined ? '' : `\n  help: ${help}`}`, { error })
}

function spoken(value: Json): string {
  if (isObject(value) && typeof value['amount'] === 'string' && typeof value['currency'] === 'string') return `${value['amount']} ${value['currency']}`
  return JSON.stringify(value)
}

function lines(io: CliIo, setCode: (code: number) => void, file: string, { with: shared }: Options, evaluate: Evaluate): void {
  const common = shared === undefined ? undefined : dataOf(io, shared)
  for (const line of readText(io, file).replace(/^\uFEFF/, '').split(/\r?\n/)) {
    if (line.trim() === '') continue
    const answer = answerTo(line, common ?? {}, evaluate)
    if ('error' in answer) setCode(1)
    io.out(JSON.stringify('error' in answer ? { error: answer.error } : answer))
  }
}

function answerTo(line: string, common: Json, evaluate: Evaluate): Evaluated {
  const asked = parsed(line)
  if (!isObject(asked)) return { error: { code: 'bad-line', message: 'this line is not a JSON object: write {"expression": "…", "with": {…}}', column: 1 } }
  const { expression, with: data } = asked
  if (typeof expression !== 'string') return { error: { code: 'bad-line', message: 'this line has no text under "expression"', column: 1 } }
  return evaluate(expression, data ?? common)
}

function parsed(line: string): Json | undefined {
  try {
    return JSON.parse(line) as Json
  } catch {
    return undefined
  }
}

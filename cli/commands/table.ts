import { Command } from 'commander'
import type { AnalysedTable } from '../../compiler/table/analyse.ts'
import type { Json } from '../../domain/json.ts'
import { Exit } from '../exit.ts'
import type { CliIo } from '../io.ts'
import { load } from '../load.ts'
import type { LoadVocabulary } from '../load.ts'
import { mistakes } from '../organisation.ts'
import type { MakeCommand } from './command.ts'

interface TableJson {
  readonly step: string
  readonly hit: AnalysedTable['hit']
  readonly gaps: readonly { readonly witness: Readonly<Record<string, Json>> }[]
  readonly overlaps: readonly { readonly rows: readonly number[]; readonly witness: Readonly<Record<string, Json>> }[]
  readonly unreachable: readonly number[]
}

/** `sop table FILE --step ID` — what a decision table leaves open, decides twice or never reaches, each with a case that shows it. */
export const tableCommand: MakeCommand = (io, setCode, vocabulary) =>
  new Command('table')
    .description('Analyse a decision table: cases that no row decides, rows that overlap, rows never reached')
    .argument('<file>', 'the SOP, - for standard input')
    .requiredOption('--step <id>', 'the step with the table')
    .option('--json', 'print { step, hit, gaps, overlaps, unreachable }; rows count from 1')
    .addHelpText('after', '\nExample:\n  sop table sops/returns-standard.yaml --step eligibility')
    .action(async (file: string, { step, json }: { step: string; json?: true }) => {
      const table = await analysed(io, file, step, vocabulary)
      const { asInputs } = await import('../../compiler/table/analyse.ts')
      const { findings, columns, hit } = table
      if (!findings) throw new Exit(1, `the table of "${step}" is too entangled to look at every kind of case: split it into two steps`)
      const found: TableJson = {
        step,
        hit,
        gaps: findings.gaps.map((witness) => ({ witness: asInputs(witness, columns) })),
        overlaps: findings.overlaps().map(({ rows, witness }) => ({ rows: rows.map((row) => row + 1), witness: asInputs(witness, columns) })),
        unreachable: [...findings.unreached.keys()].map((row) => row + 1),
      }
      const wrong = (hit !== 'collect' && found.gaps.length > 0) || (hit === 'unique' && found.overlaps.length > 0)
      if (wrong) setCode(1)
      if (json) return io.out(JSON.stringify(found))
      io.out(await story(table, step, findings))
    })

async function analysed(io: CliIo, file: string, step: string, vocabulary: LoadVocabulary): Promise<AnalysedTable> {
  const loaded = await load(io, [file], vocabulary)
  const [tables] = loaded.tables.values()
  if (!tables) throw await mistakes(io, file, loaded)
  const table = tables.get(step)
  if (table) return table
  if (tables.has(step)) throw await mistakes(io, file, loaded)
  const { quoted, suggest } = await import('../../compiler/nearest.ts')
  const names = [...tables.keys()]
  throw new Exit(2, `"${file}" has no decision table "${step}": ${names.length === 0 ? 'it has none' : (suggest(step, names) ?? `it has ${quoted(names)}`)}`)
}

type Findings = NonNullable<AnalysedTable['findings']>

const HIT: Readonly<Record<AnalysedTable['hit'], string>> = {
  first: 'the first row that fits decides',
  unique: 'one row at most fits',
  collect: 'all rows that fit are kept',
}
const MOST_LINES = 20

async function story({ hit, columns }: AnalysedTable, step: string, findings: Findings): Promise<string> {
  const { spoken } = await import('../../compiler/table/analyse.ts')
  const overlaps = findings.overlaps()
  const unreached = [...findings.unreached].map(([row, found]) =>
    found ? `row ${row + 1}: row ${found.by + 1} takes its cases, such as ${spoken(found.witness, columns)}` : `row ${row + 1}: no case fits it`,
  )
  return [
    `${step}: ${HIT[hit]} (${hit})`,
    ...part(hit === 'collect' ? 'cases that no row fits' : 'cases that no row decides', findings.gaps.map((gap) => spoken(gap, columns))),
    ...(hit === 'first'
      ? [`  pairs of rows that fit one case: ${overlaps.length || 'none'}${overlaps.length > 0 ? '; the earlier row decides' : ''}`]
      : part('rows that fit one case', overlaps.map(({ rows: [one, other], witness }) => `rows ${one + 1} and ${other + 1}: ${spoken(witness, columns)}`))),
    ...part('rows that never decide', unreached),
  ].join('\n')
}

function part(what: string, lines: readonly string[]): readonly string[] {
  const rest = lines.length - MOST_LINES
  return [`  ${what}: ${lines.length === 0 ? 'none' : lines.length}`, ...lines.slice(0, MOST_LINES).map((line) => `    ${line}`), ...(rest > 0 ? [`    and ${rest} more`] : [])]
}

import { basename } from 'node:path'
import { Command } from 'commander'
import type { MessageTemplate } from '../../domain/plan.ts'
import type { JsonObject } from '../../domain/json.ts'
import { Exit } from '../exit.ts'
import { readJsonFile, readText } from '../fields.ts'
import type { CliIo } from '../io.ts'
import { mistakes } from '../organisation.ts'
import type { MakeCommand } from './command.ts'

interface Options {
  readonly with?: string
  readonly zone?: string
  readonly json?: true
}

/** `sop letter FILE` — a message template as its recipient reads it, with sample values where none are given. */
export const letterCommand: MakeCommand = (io) =>
  new Command('letter')
    .description('Show a message template as its recipient reads it')
    .argument('<file>', 'messages/NAME.LOCALE.md, - for standard input')
    .option('--with <file>', 'values for slots: {"order_name": "#2041"}; the others get samples')
    .option('--zone <zone>', 'where instants are read (default UTC)')
    .option('--json', 'print { subject, body, kind, slots, samples }')
    .addHelpText('after', '\nExample:\n  sop letter sops/messages/refund_sent.en.md\n  sop letter sops/messages/delay_notice.en.md --with values.json --zone America/Chicago')
    .action(async (file: string, options: Options) => {
      const template = await readTemplate(io, file)
      const given = options.with === undefined ? {} : await valuesOf(io, options.with, template)
      const [{ wordsOf }, { sampleValues }, zoneOffsets] = await Promise.all([import('../../domain/case/letter.ts'), import('../../domain/samples.ts'), offsetsOf(options.zone)])
      const samples = Object.keys(template.slots).filter((slot) => !Object.hasOwn(given, slot))
      const { subject, body } = wordsOf(template, { ...sampleValues(template.slots), ...given }, { read: () => undefined, zoneOffsets })
      if (options.json) return io.out(JSON.stringify({ subject, body, kind: template.kind, slots: template.slots, samples }))
      io.out(`Subject: ${subject}\n\n${body.trim()}`)
      if (samples.length > 0) io.err(`\nsamples: ${samples.join(', ')} (give values by --with)\n`)
    })

async function readTemplate(io: CliIo, file: string): Promise<MessageTemplate> {
  const text = readText(io, file)
  const { compileMessage } = await import('../../compiler/messages.ts')
  const path = file === '-' ? 'stdin' : file
  const { template, diagnostics, source } = compileMessage({ locale: basename(path).split('.')[1] ?? 'en', text, path })
  if (!template) throw await mistakes(io, path, { diagnostics, sources: new Map([[source.path, source]]) })
  return template
}

/** The values of slots that a file gives, read by their types; a name that is no slot is refused. */
async function valuesOf(io: CliIo, file: string, { slots }: MessageTemplate): Promise<JsonObject> {
  const [{ parseExact }, { readTyped }, { quoted, suggest }] = await Promise.all([import('../../domain/exact.ts'), import('../../domain/typed.ts'), import('../../compiler/nearest.ts')])
  const values = readJsonFile(io, file)
  const names = Object.keys(values)
  const stranger = names.find((name) => !Object.hasOwn(slots, name))
  if (stranger !== undefined) throw new Exit(1, `the letter has no slot "${stranger}": ${suggest(stranger, Object.keys(slots)) ?? `it has ${quoted(Object.keys(slots))}`}`)
  const typed = readTyped(Object.fromEntries(Object.entries(slots).filter(([name]) => names.includes(name))), parseExact(JSON.stringify(values)))
  if ('problem' in typed) throw new Exit(1, `"${file}": ${typed.problem}`)
  return typed.fields
}

async function offsetsOf(zone: string | undefined): Promise<readonly (readonly [number, number])[]> {
  if (zone === undefined) return [[0, 0]]
  const [{ isZone }, { planOffsets }] = await Promise.all([import('../../compiler/literals.ts'), import('../../compiler/zone-offsets.ts')])
  if (!isZone(zone)) throw new Exit(2, `"${zone}" of --zone is not a time zone: write an IANA name such as America/Chicago`)
  return planOffsets(zone)
}

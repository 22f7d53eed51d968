import { createReadStream, existsSync, readFileSync } from 'node:fs'
import { Command } from 'commander'
import { readKeys, type Keys } from '../audit/keys.ts'
import { printVerdict } from '../audit/print.ts'
import { verifyExport } from '../audit/verify.ts'
import { actor, createClient, type Client } from '../client.ts'
import { Exit } from '../exit.ts'
import type { CliIo } from '../io.ts'
import type { MakeCommand } from './command.ts'

interface ExportOptions {
  readonly case?: string
  readonly sop?: string
  readonly person?: string
  readonly from?: string
  readonly to?: string
  readonly format: string
  readonly as?: string
}

/** `sop audit` — the record to take away, and the check of it without us. */
export const auditCommand: MakeCommand = (io, setCode) =>
  new Command('audit')
    .description('The record: take it away, and check it with nothing but what you took')
    .addHelpText('after', '\nExample:\n  sop audit export --as tom | sop audit verify -')
    .addCommand(exportCommand(io))
    .addCommand(verifyCommand(io, setCode))

const exportCommand = (io: CliIo): Command =>
  new Command('export')
    .description('Print the record, one line an event; with a filter it says that it is a part')
    .option('--case <id>', 'one case')
    .option('--sop <name>', 'the cases of one SOP')
    .option('--person <id>', 'what somebody did, and what names them; of other events only the hash')
    .option('--from <instant>', 'events from here on; of earlier ones only the hash')
    .option('--to <instant>', 'events before there; of later ones only the hash')
    .option('--format <format>', 'jsonl, which can be verified, or csv', 'jsonl')
    .option('--as <person>', 'who asks: an auditor, a manager or an admin')
    .addHelpText('after', '\nExample:\n  sop audit export --sop returns-standard --from 2026-11-01T00:00:00Z --as tom > november.jsonl')
    .action(async ({ as, ...asked }: ExportOptions) => {
      const client = createClient(io)
      const person = await actor(io, client, as, (people) => whoMay(client, people[0]?.id))
      const query = new URLSearchParams(Object.entries(asked).filter((pair): pair is [string, string] => pair[1] !== undefined))
      try {
        for await (const chunk of await client.download(`/api/audit?${query.toString()}`, person)) await writeTo(io, chunk)
      } catch (error) {
        if (error instanceof Exit) throw error
        throw new Exit(3, `the export broke off (${error instanceof Error ? error.message : String(error)}): what is there has no last line, start again`)
      }
    })

const writeTo = async (io: CliIo, chunk: Uint8Array): Promise<void> => (io.write ? io.write(chunk) : io.out(Buffer.from(chunk).toString('utf8')))

/** In a demo: somebody whose access is enough, an auditor first. */
async function whoMay(client: Client, anybody: string | undefined): Promise<string | undefined> {
  if (anybody === undefined) return undefined
  const { organisation } = await client.get<{ organisation: { people: Record<string, { access?: readonly string[] }> } }>('/api/organisation', anybody)
  const people = Object.entries(organisation.people)
  return ['auditor', 'manager', 'admin'].flatMap((access) => people.filter(([, one]) => one.access?.includes(access)).map(([id]) => id))[0] ?? anybody
}

interface VerifyOptions {
  readonly checkpoints?: string
  readonly key?: string
  readonly json?: true
}

const verifyCommand = (io: CliIo, setCode: (code: number) => void): Command =>
  new Command('verify')
    .description('Check an export without the database: names the first event of each chain that cannot be believed')
    .argument('[file]', 'what "sop audit export" printed; "-" is standard input', '-')
    .option('--checkpoints <file>', 'the file of checkpoints; EVENKEEL_CHECKPOINT_FILE, or that of the demo in this folder')
    .option('--key <file>', 'public keys that checkpoints may be signed by; the file of checkpoints with ".pub"')
    .option('--json', 'print { ok, exportedAt, filter, chains, events, withheld, uncovered, checkpoints, faults, faultCount, notes }')
    .addHelpText('after', '\nExample:\n  sop audit verify november.jsonl --checkpoints checkpoints.jsonl --key evenkeel.pub')
    .action(async (file: string, options: VerifyOptions) => {
      const given = options.checkpoints ?? io.env['EVENKEEL_CHECKPOINT_FILE']
      const checkpoints = given || (existsSync(DEMO_FILE) ? DEMO_FILE : undefined)
      if (checkpoints !== undefined && !existsSync(checkpoints)) throw new Exit(3, `"${checkpoints}" is not there: name the file of checkpoints with --checkpoints`)
      if (file !== '-' && !existsSync(file)) throw new Exit(3, `"${file}" is not there: name what "sop audit export" printed, or "-" for standard input`)
      const beside = checkpoints !== undefined && existsSync(`${checkpoints}.pub`) ? `${checkpoints}.pub` : undefined
      const keyFile = options.key ?? beside
      const verdict = await verifyExport(file === '-' ? chunksOf(io) : createReadStream(file), {
        ...(checkpoints === undefined ? {} : { checkpoints: () => createReadStream(checkpoints) }),
        ...(keyFile === undefined ? {} : { keys: keysIn(keyFile) }),
      })
      const notes = options.key === undefined && keyFile !== undefined ? [`the key is the one that lies beside the checkpoints ("${keyFile}"): an auditor takes the one that was handed over, with --key`] : []
      if (options.json) io.out(JSON.stringify({ ...verdict, notes: [...verdict.notes, ...notes] }))
      else printVerdict(io, { ...verdict, notes: [...verdict.notes, ...notes] })
      if (!verdict.ok) setCode(1)
    })

const DEMO_FILE = '.data/checkpoints.jsonl'

async function* fromText(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text)
}

const chunksOf = (io: CliIo): AsyncIterable<Uint8Array> => io.chunks?.() ?? fromText(io.stdin())

function keysIn(file: string): Keys {
  try {
    return readKeys(readFileSync(file, 'utf8'))
  } catch (error) {
    throw new Exit(3, `"${file}" cannot be used as a key: ${error instanceof Error ? error.message : String(error)}`)
  }
}

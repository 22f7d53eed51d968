import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { LoadedSops, Remembering } from '../compiler/load.ts'
import type { MessageFile } from '../compiler/context.ts'
import type { Vocabulary } from '../domain/connector.ts'
import { Exit } from './exit.ts'
import { readText } from './fields.ts'
import type { CliIo } from './io.ts'

/** Loads what the vocabulary of this installation is; only commands that compile need it. */
export type LoadVocabulary = () => Promise<Vocabulary>

/** Where SOPs are when no path is given: `SOP_DIR`, else `sops`, else right here for somebody who stands in the folder itself. */
export const sopFolder = ({ env }: Pick<CliIo, 'env'>): string => env['SOP_DIR'] || (!existsSync('sops') && existsSync('organisation.yaml') ? '.' : 'sops')

/**
 * Compiles files and folders; `-` is a SOP on standard input, checked against the organisation of the SOP folder. Exit 3 when
 * a path cannot be read. What is remembered is not compiled.
 */
export async function load(io: CliIo, paths: readonly string[], vocabulary: LoadVocabulary, remembering?: Remembering): Promise<LoadedSops> {
  if (paths.includes('-')) return fromStdin(io, await vocabulary())
  const { loadSops } = await import('../compiler/load.ts')
  try {
    const asked = paths.length > 0 ? paths : [sopFolder(io)]
    const loaded = await loadSops(asked, await vocabulary(), remembering)
    if (loaded.sources.size === 0) throw new Exit(2, `${asked.map((path) => `"${path}"`).join(', ')} holds no SOP, organisation or scenario file (*.yaml): name the folder where they are`)
    return loaded
  } catch (error) {
    if (!(error instanceof Error) || !('path' in error)) throw error
    throw new Exit(3, `"${String(error.path)}" cannot be read (${'code' in error ? String(error.code) : error.message}): check the path`)
  }
}

async function fromStdin(io: CliIo, vocabulary: Vocabulary): Promise<LoadedSops> {
  const [{ loadSops }, { createFolder }, { readBeside }, { sourceFile }] = await Promise.all([
    import('../compiler/load.ts'),
    import('../compiler/folder.ts'),
    import('../compiler/beside.ts'),
    import('../compiler/source.ts'),
  ])
  const folder = sopFolder(io)
  const file = join(folder, 'organisation.yaml')
  const beside = existsSync(file) ? await loadSops([file], vocabulary) : undefined
  const text = readText(io, '-')
  // A text without a file has the name of its SOP.
  const source = sourceFile(`${/^sop:\s*['"]?([\w-]+)/m.exec(text)?.[1] ?? 'stdin'}.yaml`, text)
  const name = source.path.replace('.yaml', '')
  const { plan, diagnostics, tables } = createFolder((asked) => (asked === name ? source : readBeside(join(folder, '/'), asked)), {
    vocabulary,
    organisation: beside?.organisation,
    messages: (template) => templates(folder, template),
  }).compile(name) ?? { diagnostics: [], plan: undefined, tables: undefined }
  return {
    plans: plan ? [plan] : [],
    tables: new Map(tables ? [[source.path, tables]] : []),
    texts: new Map(plan ? [[plan.sop, text]] : []),
    organisation: beside?.organisation,
    organisationText: beside?.organisationText,
    scenarios: [],
    tests: [],
    diagnostics: [...(beside?.diagnostics ?? []), ...diagnostics],
    sources: new Map([...(beside?.sources ?? []), [source.path, source]]),
  }
}

function templates(folder: string, name: string): readonly MessageFile[] {
  const messages = join(folder, 'messages')
  const files = existsSync(messages) ? readdirSync(messages).filter((file) => file.startsWith(`${name}.`) && file.endsWith('.md')) : []
  return files.map((file) => ({
    locale: file.slice(name.length + 1, -3),
    text: readFileSync(join(messages, file), 'utf8'),
    path: join(messages, file),
  }))
}

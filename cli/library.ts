import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Exit } from './exit.ts'

/** A SOP that comes with the product. */
export interface LibrarySop {
  readonly sop: string
  readonly title: string
  readonly why: string
}

/** The folder of the SOPs that come with the product, wherever that is installed. Exit 3 where there is none. */
export function libraryFolder(): string {
  for (let folder = dirname(fileURLToPath(import.meta.url)); ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'package.json')) && existsSync(join(folder, 'sops/organisation.yaml'))) return join(folder, 'sops')
    if (folder === dirname(folder)) throw new Exit(3, 'the library of SOPs did not come with this program: install it anew')
  }
}

/** What there is to choose from, by name. */
export const librarySops = (folder: string): readonly LibrarySop[] =>
  readdirSync(folder).filter((file) => file.endsWith('.yaml') && !file.endsWith('.test.yaml')).flatMap((file) => {
    const text = readFileSync(join(folder, file), 'utf8')
    const line = (key: string): string => new RegExp(`^${key}: (.*)$`, 'm').exec(text)?.[1] ?? ''
    return line('sop') === '' ? [] : [{ sop: line('sop'), title: line('title'), why: line('why') }]
  })

/** SOPs of the library with all that they call and send: names, and files below the folder. */
export interface Chosen {
  readonly sops: readonly string[]
  readonly files: readonly string[]
}

/** All that some SOPs of the library need: those that they call, and theirs, with scenarios and letters. */
export async function chosenFrom(folder: string, names: readonly string[]): Promise<Chosen> {
  const { namedIn } = await import('../compiler/starter.ts')
  const letters = new Set<string>()
  const sops = new Set<string>()
  const take = (name: string): void => {
    if (sops.has(name) || !existsSync(join(folder, `${name}.yaml`))) return
    sops.add(name)
    const found = namedIn(readFileSync(join(folder, `${name}.yaml`), 'utf8'))
    for (const letter of found.letters) letters.add(letter)
    found.calls.forEach(take)
  }
  names.forEach(take)
  const templates = readdirSync(join(folder, 'messages')).filter((file) => letters.has(file.split('.')[0] ?? ''))
  const beside = [...sops].flatMap((name) => [`${name}.yaml`, `${name}.test.yaml`]).filter((file) => existsSync(join(folder, file)))
  return { sops: [...sops].sort(), files: [...beside, ...templates.map((file) => join('messages', file))].sort() }
}

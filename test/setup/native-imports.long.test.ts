import { spawnSync } from 'node:child_process'
import { expect, it } from 'vitest'
import { namesFromPackages, typescriptIn } from '../harness/source-files.ts'

const folders = ['domain', 'compiler', 'activities', 'adapters', 'api', 'cli', 'worker', 'dispatcher', 'stand-ins']

it('imports only names that Node itself finds in a package', { timeout: 60_000 }, () => {
  // Test runners are kinder than Node to packages in CommonJS: what passes every test may still not start.
  const wanted = folders.flatMap(typescriptIn).flatMap((file) => namesFromPackages(file).map(([from, name]) => ({ file, from, name })))
  const packages = [...new Set(wanted.map(({ from }) => from))]

  const missing = wanted.filter(({ from, name }) => !(exportsOf(packages)[from] ?? []).includes(name))

  expect(missing.map(({ file, from, name }) => `${file}: "${from}" has no export "${name}" for Node; import its default`)).toEqual([])
})

let known: Readonly<Record<string, readonly string[]>> | undefined

function exportsOf(packages: readonly string[]): Readonly<Record<string, readonly string[]>> {
  if (known !== undefined) return known
  const script = `const found = {}
    for (const name of ${JSON.stringify(packages)}) found[name] = Object.keys(await import(name))
    console.log(JSON.stringify(found))
    process.exit(0)`
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' })
  expect(stderr).toBe('')
  known = JSON.parse(stdout) as Readonly<Record<string, readonly string[]>>
  return known
}

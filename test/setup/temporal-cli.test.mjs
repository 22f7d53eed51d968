import { chmodSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { cliVersion, findTemporalCli } from '../../scripts/setup/temporal-cli.mjs'
import { installCliWithGo } from '../../scripts/setup/temporal-go.mjs'
import { temporaryFolder } from './temporary.mjs'

let folder = ''
beforeEach(() => {
  folder = temporaryFolder()
  vi.stubEnv('XDG_CACHE_HOME', join(folder, 'cache'))
  vi.stubEnv('TEMPORAL_CLI', '')
  vi.stubEnv('PATH', ['/usr/bin', '/bin'].join(delimiter))
})
afterEach(() => { vi.unstubAllEnvs() })

const quiet = () => undefined

/** @param {string} path @param {string} script */
function program(path, script) {
  mkdirSync(join(path, '..'), { recursive: true })
  writeFileSync(path, `#!/bin/sh\n${script}\n`)
  chmodSync(path, 0o755)
  return path
}

const temporal = (/** @type {string} */ path, version = '1.6.2') => program(path, `echo "temporal version ${version} (Server 1.30.1, UI 2.45.0)"`)

it('takes TEMPORAL_CLI before everything else', async () => {
  vi.stubEnv('TEMPORAL_CLI', temporal(join(folder, 'mine')))
  vi.stubEnv('PATH', `${join(folder, 'bin')}:/usr/bin:/bin`)
  temporal(join(folder, 'bin/temporal'))

  expect(await findTemporalCli(quiet)).toEqual({ path: join(folder, 'mine'), version: '1.6.2', from: 'TEMPORAL_CLI' })
})

it('takes the one on PATH before the cache', async () => {
  vi.stubEnv('PATH', `${join(folder, 'bin')}:/usr/bin:/bin`)
  temporal(join(folder, 'bin/temporal'), '0.0.0-DEV')
  program(join(folder, 'cache/evenkeel/temporal-cli', cliVersion, 'temporal'), 'exit 9')

  expect(await findTemporalCli(quiet)).toMatchObject({ path: join(folder, 'bin/temporal'), version: 'server-1.30.1', from: 'PATH' })
})

it('takes the cached one without asking it anything', async () => {
  const cached = program(join(folder, 'cache/evenkeel/temporal-cli', cliVersion, 'temporal'), 'exit 9')

  expect(await findTemporalCli(quiet)).toEqual({ path: cached, version: cliVersion, from: 'the cache' })
})

it('names a program that is no Temporal command line, and the variable to correct', async () => {
  vi.stubEnv('TEMPORAL_CLI', program(join(folder, 'wrong'), 'echo hello'))

  await expect(findTemporalCli(quiet)).rejects.toMatchObject({
    message: `"${join(folder, 'wrong')}" from TEMPORAL_CLI is not a Temporal command line.`,
    help: expect.stringContaining('Correct TEMPORAL_CLI'),
  })
})

it('puts what Go built in its place in one step', async () => {
  const target = join(folder, 'cache/evenkeel/temporal-cli/1.5.1/temporal')
  program(join(folder, 'bin/go'), 'echo "$@" > "$GOBIN.args"; mkdir -p "$GOBIN"; echo built > "$GOBIN/temporal"')
  vi.stubEnv('PATH', `${join(folder, 'bin')}:/usr/bin:/bin`)
  /** @type {string[]} */
  const notes = []

  expect(await installCliWithGo(target, '1.5.1', (text) => notes.push(text))).toBeUndefined()

  expect(existsSync(target)).toBe(true)
  expect(notes[0]).toMatch(/about 5 min/)
})

it('leaves nothing half-built behind, neither its own nor that of an interrupted run', async () => {
  const home = join(folder, 'cache/evenkeel/temporal-cli')
  mkdirSync(join(home, '.build-1'), { recursive: true })
  program(join(folder, 'bin/go'), 'mkdir -p "$GOBIN"; echo half > "$GOBIN/temporal"; echo "no space left on device" >&2; exit 1')
  vi.stubEnv('PATH', `${join(folder, 'bin')}:/usr/bin:/bin`)

  expect(await installCliWithGo(join(home, '1.5.1/temporal'), '1.5.1', quiet)).toMatch(/code 1\n.*no space left on device/)

  expect(readdirSync(home)).toEqual(['build-1.5.1.log'])
})

it('says that Go is missing where it is', async () => {
  vi.stubEnv('PATH', join(folder, 'nowhere'))

  expect(await installCliWithGo(join(folder, 'temporal'), '1.5.1', quiet)).toBe('Go is not on PATH')
})

import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { areaOf, filesIn, runtimeImports, targetOf, typescriptIn, wordsOf } from './harness/source-files.ts'

/** Who may import whom at run time. `import type` is free; a `main.ts` wires things up and may import anything. */
const mayImport: Readonly<Record<string, readonly string[]>> = {
  domain: [],
  compiler: ['domain', 'yaml', 'zod', '@marcbachmann/cel-js', '@babel/code-frame', 'date-holidays', 'node'],
  workflows: ['domain', '@temporalio/workflow'],
  activities: ['domain', '@temporalio/activity'],
  'adapters/postgres': ['domain', 'kysely', 'pg', 'node'],
  'adapters/temporal': ['domain', 'workflows', '@temporalio/client', '@temporalio/common', '@temporalio/envconfig', '@temporalio/proto', '@temporalio/worker', 'node'],
  'adapters/vendors': ['domain', 'node'],
  'adapters/shopify': ['domain', 'adapters/vendors', 'node'],
  'adapters/checkpoints': ['domain', 'node'],
  'adapters/http': ['domain', 'node'],
  'adapters/email': ['domain', 'adapters/times.ts', 'adapters/words.ts', 'nodemailer', 'imapflow', 'postal-mime', 'email-reply-parser', 'node'],
  'adapters/slack': ['domain', 'adapters/times.ts', 'adapters/words.ts', '@slack/web-api', 'node'],
  'adapters/images': ['domain', 'sharp', 'node'],
  'adapters/openid': ['domain', 'openid-client', 'node'],
  'adapters/ledger': ['domain', 'node'],
  'adapters/easypost': ['domain', 'adapters/vendors', 'node'],
  'adapters/stripe': ['domain', 'adapters/vendors', 'stripe', 'node'],
  'adapters/sources': ['domain', 'node'],
  'adapters/zendesk': ['domain', 'adapters/vendors', 'node'],
  'adapters/vocabulary.ts': ['adapters/shopify', 'adapters/http', 'adapters/email', 'adapters/ledger', 'adapters/easypost', 'adapters/stripe', 'adapters/zendesk', 'adapters/off.ts', 'domain'],
  'adapters/connectors.ts': ['adapters/shopify', 'adapters/easypost', 'adapters/stripe', 'adapters/zendesk', 'adapters/http', 'adapters/email', 'adapters/ledger', 'adapters/off.ts', 'domain'],
  'adapters/checks.ts': ['adapters/shopify', 'adapters/easypost', 'adapters/stripe', 'adapters/zendesk', 'adapters/http', 'adapters/email', 'adapters/ledger', 'adapters/slack', 'adapters/off.ts', 'domain'],
  'adapters/off.ts': ['domain'],
  // How values and times are said, with Intl, which must not stand where histories replay.
  'adapters/times.ts': [],
  'adapters/words.ts': ['domain', 'adapters/times.ts'],
  api: ['domain', 'compiler', 'express', 'express-rate-limit', '@slack/bolt', 'zod', 'zod-openapi', 'helmet', 'pino', 'prom-client', 'node'],
  cli: ['domain', 'compiler', 'commander', 'node'],
  dispatcher: ['domain'],
  mailbox: ['domain', 'node'],
  watchdog: ['domain', 'node'],
  worker: ['domain', '@temporalio/worker'],
  console: ['domain', 'adapters/times.ts', 'adapters/words.ts', 'preact', 'vite', 'node'],
  'stand-ins/shop': ['node'],
  'stand-ins/slack': ['node'],
  'stand-ins/stripe': ['node'],
  'stand-ins/zendesk': ['node'],
  'stand-ins/easypost': ['node'],
  'stand-ins/planning': ['node'],
  'stand-ins/mailbox': ['node', 'smtp-server', 'postal-mime'],
}

const product = ['domain', 'compiler', 'workflows', 'activities', 'adapters', 'api', 'cli', 'dispatcher', 'mailbox', 'watchdog', 'worker', 'console', 'stand-ins']
const sources = product.flatMap(typescriptIn)

describe.each(Object.entries(mayImport))('%s', (area, allowed) => {
  it(`imports at run time only ${[area, ...allowed].join(', ')}`, () => {
    const files = sources.filter((file) => areaOf(file) === area && !file.endsWith('/main.ts'))

    expect(files.flatMap((file) => straysOf(file, [area, ...allowed]))).toEqual([])
  })
})

it('has a rule for every folder of the product', () => {
  const areas = new Set(sources.map(areaOf))

  expect([...areas].filter((area) => mayImport[area] === undefined)).toEqual([])
})

it('lets the adapter of the engine know the messages of the workflows and nothing else of them', () => {
  const seen = typescriptIn('adapters/temporal').flatMap((file) => runtimeImports(file).filter((path) => path.includes('/workflows/')))

  expect(seen.filter((path) => !path.endsWith('/workflows/messages.ts'))).toEqual([])
})

it('imports no composition root from anywhere', () => {
  const importers = sources.filter((file) => runtimeImports(file).some((path) => path.endsWith('/main.ts')))

  expect(importers).toEqual([])
})

it('names vendors only in adapters, in composition roots and in stand-ins', () => {
  // Slack and email are channels of the language. Prose may give a vendor as an example, code may not.
  const vendor = /^\S*(shopify|stripe|easypost|zendesk)\S*$/i
  const strays = ['domain', 'compiler', 'workflows', 'activities', 'dispatcher', 'mailbox', 'watchdog', 'worker'].flatMap(typescriptIn)
    .filter((file) => !file.endsWith('/main.ts') && wordsOf(file).some((word) => vendor.test(word)))

  expect(strays).toEqual([])
})

it('reads neither clock, chance, zone nor environment in what replays', () => {
  const forbidden = /^((Intl|performance|process|crypto)\.\w+|Date\.now|Math\.random|(setTimeout|setInterval|Date)\(\)|.*\.(getHours|getMinutes|getDay|getDate|getMonth|getFullYear|getTimezoneOffset|toLocale\w*))$/
  const found = ['domain', 'workflows'].flatMap((folder) => typescriptIn(folder))
    .flatMap((file) => wordsOf(file).filter((word) => forbidden.test(word)).map((word) => `${file} uses ${word}`))

  // The workflow's own clock is Temporal's, and this file is the one place that asks for it.
  expect(found.filter((each) => each !== 'workflows/clock.ts uses Date.now')).toEqual([])
})

it('names no folder of the machine it was written on', () => {
  const texts = [...product, 'scripts', 'docs', 'bench', 'sops'].flatMap(filesIn).filter((file) => /\.(tsx?|mjs|md|ya?ml|json|css|html)$/.test(file))
  const found = texts.flatMap((file) => (/(?:^|[\s"'`(])\/(?:root|work|home\/\w+|Users\/\w+)\//m.test(textOf(file)) ? [file] : []))

  expect(found).toEqual([])
})

describe('the rules themselves', () => {
  it.each([
    ['an import', "import { sql } from 'kysely'", ['kysely']],
    ['an import for its side effect', "import './setup.ts'", ['./setup.ts']],
    ['a re-export', "export { a } from '../api/app.ts'", ['../api/app.ts']],
    ['a dynamic import', "const a = await import('../api/app.ts')", ['../api/app.ts']],
    ['a dynamic import of a computed name', 'await import(name)', ['(computed) name']],
    ['require', "const a = require('node:fs')", ['node:fs']],
    ['an import that merely marks its names as types', "import { type A } from './a.ts'", ['./a.ts']],
    ['an import over several lines', "import {\n  a,\n  b,\n} from \"pg\"", ['pg']],
  ])('see %s', (_what, text, expected) => {
    expect(runtimeImports('domain/x.ts', text)).toEqual(expected)
  })

  it('let types pass', () => {
    expect(runtimeImports('domain/x.ts', "import type { A } from 'pg'\nexport type { B } from '../api/b.ts'")).toEqual([])
  })

  it('refuse a package in the domain', () => {
    expect(strays('domain/x.ts', ['kysely', '../adapters/postgres/rows.ts', './plan.ts'], ['domain'])).toEqual([
      'domain/x.ts imports kysely', 'domain/x.ts imports adapters/postgres',
    ])
  })

  it('see words of the code and not of its comments', () => {
    expect(wordsOf('domain/x.ts', '/** as Shopify does */ const at = Date.now()')).not.toContainEqual(expect.stringContaining('Shopify'))
    expect(wordsOf('domain/x.ts', 'const at = Date.now()')).toContain('Date.now')
  })
})

const straysOf = (file: string, allowed: readonly string[]): readonly string[] => strays(file, runtimeImports(file), allowed)

function strays(file: string, specifiers: readonly string[], allowed: readonly string[]): readonly string[] {
  return specifiers.map((specifier) => targetOf(file, specifier)).filter((target) => !allowed.includes(target)).map((target) => `${file} imports ${target}`)
}

const textOf = (file: string): string => readFileSync(file, 'utf8')

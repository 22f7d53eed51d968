import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { vocabulary } from '../../adapters/vocabulary.ts'
import type { Lookup } from '../../compiler/called.ts'
import { compileSop } from '../../compiler/compile.ts'
import type { World } from '../../compiler/context.ts'
import { createFolder } from '../../compiler/folder.ts'
import type { Diagnostic } from '../../compiler/diagnostics.ts'
import { compileMetrics } from '../../compiler/metrics.ts'
import { compileOrganisation } from '../../compiler/organisation.ts'
import { compileScenarios } from '../../compiler/scenarios.ts'
import { every, layer, roster, weekdays } from '../domain/roster-builders.ts'
import { sourceFile, type SourceFile } from '../../compiler/source.ts'

const here = import.meta.dirname
export const fixture = (name: string): string => readFileSync(join(here, 'fixtures', name), 'utf8')

/** The Friday on which organisation files are compiled here, on a machine where no secret is set. */
export const surroundings = { vocabulary, environment: {}, now: Date.parse('2026-11-20T10:00:00Z') }

/** A web service that golden files may ask, and what they may pay; the file of the shop itself names neither. */
const services = 'systems: { risk: { http: https://risk.example/score } }\nlimits: { shopify.refund: { per_day: 5000.00 USD }, stripe.refund: { per_day: 5000.00 USD } }\n'

export const organisation = compileOrganisation(sourceFile('organisation.yaml', fixture('organisation.yaml') + services), surroundings).organisation!

/** What the golden files refer to. The template `huge` alone makes a Plan too large. */
export const world: World = {
  now: surroundings.now,
  sop: (name) => found(name),
  vocabulary,
  organisation,
  messages: (name) => {
    if (name === 'huge') return [{ locale: 'en', path: 'messages/huge.en.md', text: `---\nsubject: Huge\n---\n${'x'.repeat(600_000)}\n` }]
    const files = readdirSync(join(here, 'fixtures/messages')).filter((file) => file.startsWith(`${name}.`))
    return files.map((file) => ({ locale: file.split('.')[1] ?? '', path: `messages/${file}`, text: fixture(`messages/${file}`) }))
  },
}

/** The same shop with a roster besides, on which somebody is only early on working days. */
const withEarlyBirds: World = {
  ...world,
  organisation: {
    ...organisation,
    rosters: { early: roster([layer(every(1, 'week', '2026-01-05 06:00', ['ana'], ['bo']), { hours: weekdays(360, 600) })], { id: 'early' }) },
  },
}

/** Whose limits name no currency, by which somebody could type in money. */
const NO_CURRENCY = ['no-currency-by-hand.yaml', 'asked-for-a-list.yaml']
const limitedBy = (limits: typeof organisation.limits): World => ({ ...world, organisation: { ...organisation, limits } })

/** A SOP among the fixtures, which it may call; `others` stand before them. */
export const beside = (own?: SourceFile, others: (name: string) => string | undefined = () => undefined) =>
  createFolder((name) => {
    const other = others(name)
    if (other !== undefined) return sourceFile(`${name}.yaml`, other)
    if (`${name}.yaml` === own?.path) return own
    return existsSync(join(here, 'fixtures', `${name}.yaml`)) ? sourceFile(`${name}.yaml`, fixture(`${name}.yaml`)) : undefined
  }, own?.path === 'nobody-in-time.yaml' ? withEarlyBirds : own?.path === 'pays-without-a-limit.yaml' ? limitedBy({}) : NO_CURRENCY.includes(own?.path ?? '') ? limitedBy({ 'shopify.refund': {} }) : world)

function found(name: string): Lookup {
  const compiled = beside().compile(name)
  if (!compiled) return { kind: 'missing' }
  return compiled.called ? { kind: 'found', sop: compiled.called } : { kind: 'broken' }
}

export const small = () => compileSop(sourceFile('small.yaml', fixture('small.yaml')), world)

/** Compiles whatever kind of file a text is; every source that a diagnostic may stand in comes along. */
export function compileAny(path: string, text: string): { diagnostics: readonly Diagnostic[]; sources: ReadonlyMap<string, SourceFile> } {
  const source = sourceFile(path, text)
  const messages = readdirSync(join(here, 'fixtures/messages')).map((file) => sourceFile(`messages/${file}`, fixture(`messages/${file}`)))
  const sources = new Map([source, ...messages].map((each) => [each.path, each]))
  if (/^scenarios:/m.test(text))
    return { diagnostics: compileScenarios(source, small().plan!, organisation, vocabulary).diagnostics, sources }
  if (/^organisation:/m.test(text)) return { diagnostics: compileOrganisation(source, surroundings).diagnostics, sources }
  if (/^metrics:/m.test(text)) return { diagnostics: compileMetrics(source, { vocabulary, organisation, sops: new Map([['small', small().plan]]) }).diagnostics, sources }
  return { diagnostics: beside(source).compile(path.replace('.yaml', ''))?.diagnostics ?? [], sources }
}

import type { MoneyLimits, Source, SystemSettings } from '../../domain/organisation.ts'
import { readMoney } from '../literals.ts'
import type { Money } from '../../domain/money.ts'
import { suggest } from '../nearest.ts'
import type { Path } from '../places.ts'
import type { LimitsDocument, SystemDocument } from '../schema/organisation/system.ts'
import type { Desk } from './desk.ts'
import { mapValues } from './desk.ts'
import { readSecret } from './literals.ts'

/** Which connector provides what. A connector that is not there is a warning: only what needs it will be refused. */
export function lowerSystems(desk: Desk): Readonly<Record<string, SystemSettings>> {
  return mapValues(desk.document.systems, (system, id) => {
    const path = ['systems', id]
    if (typeof system !== 'string') secretSet(system.secret, [...path, 'secret'], desk)
    const lowered = lowerSystem(system, id)
    if (typeof system === 'string' || 'http' in system) connectorExists(lowered.connector, path, desk)
    else if (id !== 'http')
      desk.report.add('SOP207', `"${id}" does not say which connector provides it`, desk.places.keySpan(path), 'write it as { http: https://… }, or name a connector')
    else if (typeof lowered.settings['secret'] === 'string' && lowered.settings['hosts'] === undefined)
      desk.report.add('SOP210', 'without "hosts" this secret would go to any address', desk.span([...path, 'secret']), 'list under "hosts" who may get it')
    return lowered
  })
}

function lowerSystem(system: SystemDocument, id: string): SystemSettings {
  if (typeof system === 'string') return { connector: system, settings: {} }
  const settings = Object.fromEntries(Object.entries(system).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])))
  return { connector: 'http' in system ? 'http' : id, settings }
}

const connectorsOf = (desk: Desk): readonly string[] => [
  ...new Set([...(desk.vocabulary?.actions ?? []), ...(desk.vocabulary?.events ?? [])].map(({ name }) => name.split('.')[0] ?? name)),
]

function connectorExists(name: string, path: Path, desk: Desk): void {
  const known = connectorsOf(desk)
  if (desk.vocabulary && !known.includes(name))
    desk.report.add('SOP439', `this version has no connector "${name}"`, desk.span(path), suggest(name, known) ?? 'name the address of a web service: { http: https://… }')
}

/** Limits by action. A limit that belongs to no action would limit nothing, so it is an error. */
export function lowerLimits(desk: Desk): Readonly<Record<string, MoneyLimits>> {
  return mapValues(desk.document.limits, (limits, action) => {
    actionExists(action, desk)
    const { per_case: perCase, per_day: perDay, per_person_day: perPersonDay } = amounts(limits)
    const currencies = new Set([perCase, perDay, perPersonDay].flatMap((each) => each?.currency ?? []))
    if (currencies.size > 1)
      desk.report.add('SOP423', `${[...currencies].join(' and ')} are two currencies`, desk.places.keySpan(['limits', action]), 'keep one currency')
    return { ...(perCase && { perCase }), ...(perDay && { perDay }), ...(perPersonDay && { perPersonDay }) }
  })
}

function amounts(limits: LimitsDocument): Readonly<Record<keyof LimitsDocument, Money | undefined>> {
  const money = (text: string | undefined): Money | undefined => {
    const read = text === undefined ? undefined : readMoney(text)
    return read && !('problem' in read) ? read : undefined
  }
  return { per_case: money(limits.per_case), per_day: money(limits.per_day), per_person_day: money(limits.per_person_day) }
}

function actionExists(action: string, desk: Desk): void {
  const [capability = ''] = action.split('.')
  const systems = Object.keys(desk.document.systems)
  const actions = (desk.vocabulary?.actions ?? []).map(({ name }) => name)
  if (!desk.vocabulary || systems.includes(capability) || actions.includes(action)) return
  const known = [...actions, ...systems.map((each) => `${each}.${action.split('.')[1] ?? ''}`)]
  const help = suggest(action, known) ?? `name what provides "${capability}" under "systems"`
  desk.report.add('SOP303', `there is no action "${action}"`, desk.places.keySpan(['limits', action]), help)
}

/** Sources by name; they may not be called like a connector, whose webhooks would be taken for theirs. */
export function lowerSources(desk: Desk): Readonly<Record<string, Source>> {
  return mapValues(desk.document.sources, (source, id) => {
    secretSet(source.secret, ['sources', id, 'secret'], desk)
    if (connectorsOf(desk).includes(id))
      desk.report.add('SOP308', `"${id}" is a connector already`, desk.places.keySpan(['sources', id]), 'give the source another name')
    return { secretEnv: readSecret(source.secret) ?? '', signature: source.signature, id: source.id.split('.'), events: source.events }
  })
}

function secretSet(secret: string | undefined, path: Path, { environment, report, span }: Desk): void {
  const variable = secret === undefined ? undefined : readSecret(secret)
  if (environment && variable !== undefined && (environment[variable] ?? '') === '')
    report.add('SOP438', `the environment variable "${variable}" is not set`, span(path), 'set it before this is used')
}

import { isObject, type Json } from './json.ts'

/** Why somebody was given a step: what a change of owner was decided by, as it was recorded then. `At` is whatever the story has. */
export interface Receipt<At = number> {
  readonly at: At
  readonly step: string | null
  /** The step's title as it was then, where the record has it. */
  readonly title: string | null
  /** People by id; empty where nobody could have it. */
  readonly to: readonly string[]
  readonly before: string | null
  /** Why it was given out anew, where a level of escalation did that. */
  readonly because: string | null
  /** The layer, override, swap or cover, or the rule of the role that decided, in words. */
  readonly why: string
  /** What it was for: a role, a roster, a person. */
  readonly target: string
  readonly roster: string | null
  /** The version of the organisation, rosters and the changes to them included, that was asked at that instant. */
  readonly version: string
  /** Who else was looked at, each with why not. */
  readonly considered: readonly { readonly person: string; readonly why: string }[]
}

interface Line<At> {
  readonly at: At
  readonly type: string
  readonly step: string | null
  readonly detail: Json
}

/** The receipt of every change of owner in a story, in its order. */
export const receiptsOf = <At>(story: readonly Line<At>[]): readonly Receipt<At>[] => story.flatMap((line) => (line.type === 'assigned' ? [receiptOf(line)] : []))

function receiptOf<At>({ at, step, detail: given }: Line<At>): Receipt<At> {
  const detail = isObject(given) ? given : {}
  const text = (name: string): string | null => {
    const value = detail[name]
    return typeof value === 'string' && value !== '' ? value : null
  }
  const { to, considered } = detail
  return {
    at, step, title: text('title'), to: list(to).filter((one) => typeof one === 'string'), before: text('ownerBefore'), because: text('because'),
    why: text('why') ?? '', target: text('target') ?? '', roster: text('roster'), version: text('organisation') ?? '',
    considered: list(considered).flatMap((one) => (isObject(one) && typeof one['person'] === 'string' ? [{ person: one['person'], why: String(one['why'] ?? '') }] : [])),
  }
}

const list = (value: Json | undefined): readonly Json[] => (Array.isArray(value) ? value : [])

/** `by roster "support_leads" of organisation 3fa8c2d1`: what was asked, in words; `spoken` says a name as people do. */
export function basisWords({ target, roster, version }: Pick<Receipt, 'target' | 'roster' | 'version'>, spoken: (name: string) => string): string {
  const asked = roster === null || roster === target ? `"${spoken(roster ?? target)}"` : `"${spoken(target)}" by the roster "${spoken(roster)}"`
  return `asked for ${asked} in version ${version.slice(0, 8)} of the organisation`
}

/** `not Bo Ek: 2 open tasks`, one for each person who was looked at, reasons of one person together. */
export function otherWords({ considered }: Pick<Receipt, 'considered'>, name: (id: string) => string): readonly string[] {
  const byPerson = new Map<string, string[]>()
  for (const { person, why } of considered) byPerson.set(person, [...(byPerson.get(person) ?? []), why])
  return [...byPerson].map(([person, reasons]) => `not ${name(person)}: ${[...new Set(reasons)].join('; ')}`)
}

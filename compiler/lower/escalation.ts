import type { EscalationLevel, EscalationPath, Target } from '../../domain/plan.ts'
import { allowance } from '../literals.ts'
import type { Path, Places } from '../places.ts'
import type { Report } from '../report.ts'
import type { EscalationLevelDocument, EscalationPathDocument } from '../schema/escalation.ts'

/** What kind of thing a name is; without a rule for rosters every name that is no person's is a role's. */
export interface Kinds {
  readonly isPerson: (name: string) => boolean
  readonly isRoster?: (name: string) => boolean
}

/** A whole path as the Plan keeps it: `path` is where its `levels` stand. */
export const lowerPath = (document: EscalationPathDocument, path: Path, places: Places, report: Report, kinds: Kinds): EscalationPath => ({
  ...lowerLevels(document.levels, [...path, 'levels'], places, report, kinds.isPerson, kinds.isRoster),
  ...(document.repeat === undefined || document.repeat === 0 ? {} : { repeat: document.repeat }),
  ...(document.repeat_after === undefined ? {} : { repeatAfter: allowance(document.repeat_after) }),
  ...(document.acknowledged_for === undefined ? {} : { acknowledgedFor: allowance(document.acknowledged_for) }),
})

/** Levels as the Plan keeps them; percents that fall are reported. `isPerson` tells a person's name from a role's. */
export function lowerLevels(
  levels: readonly EscalationLevelDocument[],
  path: Path,
  places: Places,
  report: Report,
  isPerson: (name: string) => boolean,
  isRoster?: (name: string) => boolean,
): EscalationPath {
  let highest = 0
  for (const [index, level] of levels.entries()) {
    const percent = percentOf(level)
    if (percent === undefined) continue
    if (percent <= highest)
      report.add(
        'SOP426',
        `level ${index + 1} is at ${percent}%, and an earlier one at ${highest}%`,
        places.span([...path, index, 'at']),
        'let the percents rise from level to level',
      )
    highest = Math.max(highest, percent)
  }
  return { levels: levels.map((level) => lowerLevel(level, isPerson, isRoster)) }
}

const percentOf = (level: EscalationLevelDocument): number | undefined =>
  level.at === undefined ? undefined : Number(level.at.slice(0, -1))

function lowerLevel(level: EscalationLevelDocument, isPerson: Kinds['isPerson'], isRoster: Kinds['isRoster']): EscalationLevel {
  const percent = percentOf(level)
  return {
    when: percent === undefined ? { after: allowance(level.after ?? '') } : { at: percent },
    do:
      level.to === undefined
        ? { kind: 'remind' }
        : { kind: 'tell', to: targetOf(level.to, isPerson, isRoster), takesOver: level.takes_over ?? false },
    ...(level.by === undefined ? {} : { by: [...new Set(level.by)] }),
  }
}

/** A role, a person or a roster, by name; `slack:#…` is a channel. A role comes before a roster of the same name. */
export function targetOf(name: string, isPerson: (name: string) => boolean, isRoster: (name: string) => boolean = () => false): Target {
  if (name.startsWith('slack:')) return { kind: 'channel', name }
  return { kind: isPerson(name) ? 'person' : isRoster(name) ? 'roster' : 'role', name }
}

import type { EscalationLevel, EscalationPath, Target } from '../../domain/plan.ts'
import { durationMs } from '../literals.ts'
import type { Path, Places } from '../places.ts'
import type { Report } from '../report.ts'
import type { EscalationLevelDocument } from '../schema/escalation.ts'

/** Levels as the Plan keeps them; percents that fall are reported. `isPerson` tells a person's name from a role's. */
export function lowerLevels(
  levels: readonly EscalationLevelDocument[],
  path: Path,
  places: Places,
  report: Report,
  isPerson: (name: string) => boolean,
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
  return { levels: levels.map((level) => lowerLevel(level, isPerson)) }
}

const percentOf = (level: EscalationLevelDocument): number | undefined =>
  level.at === undefined ? undefined : level.at === 'breach' ? 100 : Number(String(level.at).slice(0, -1))

function lowerLevel(level: EscalationLevelDocument, isPerson: (name: string) => boolean): EscalationLevel {
  const percent = percentOf(level)
  const when = percent === undefined ? { afterMs: durationMs(String(level.after)) ?? 0 } : { at: percent }
  if ('do' in level) return { when, do: { kind: 'remind' } }
  return { when, do: { kind: 'tell', to: targetOf(level.to, isPerson), takesOver: level.takes_over ?? false } }
}

/** A role or a person, by name. */
export const targetOf = (name: string, isPerson: (name: string) => boolean): Target => ({ kind: isPerson(name) ? 'person' : 'role', name })

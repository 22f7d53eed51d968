import type { Contest, Rival, Word } from './contest.ts'

/** What happens to the step, one after the other: a rival's command, or the level that is due. */
export type Happening = Rival | 'timer'

/** How the referee would have it: why a rival loses, undefined for whoever wins. */
export type Ruling = ReadonlyMap<Rival, string | undefined>

/**
 * Who wins, told without the product's code: a step is finished once; whoever hands it on, or becomes accountable for it, makes what
 * others saw of it stale; a level is left once; a pause begins once. `lazily`: what people do is preceded by a level that is due.
 */
export function rule({ takesOver, due, claimed }: Pick<Contest, 'takesOver' | 'due' | 'claimed'>, order: readonly Happening[], lazily: boolean): Ruling {
  const ruling = new Map<Rival, string | undefined>()
  // Whoever has taken the step holds the level back.
  let [finished, stale, moved, paused, pending] = [false, false, false, false, due && !claimed]
  const fire = (): void => {
    if (!pending || finished) return
    pending = false
    moved = true
    stale ||= takesOver
  }
  const lost = (word: Word): string | undefined => {
    if (finished) return 'finished'
    if (stale) return 'stale-step'
    if (word === 'escalate') return moved ? 'stale-step' : undefined
    return word === 'pause' && paused ? 'already-paused' : undefined
  }
  for (const one of order) {
    if (one === 'timer') {
      fire()
      continue
    }
    const why = lost(one.word)
    ruling.set(one, why)
    if (why !== undefined) continue
    if (lazily && (one.word === 'handoff' || one.word === 'pause')) fire()
    if (one.word === 'complete') finished = true
    if (one.word === 'handoff') stale = true
    if (one.word === 'pause') paused = true
    if (one.word === 'escalate') [moved, pending, stale] = [true, false, stale || takesOver]
  }
  return ruling
}

/** Whether a refusal's code says what the referee says. */
export const says = (code: string | undefined, why: string | undefined): boolean =>
  (why === 'finished' ? code === 'already-finished' || code === 'case-closed' : code === why)

/** What every race comes to, as it was seen from outside. */
export interface Outcome {
  readonly winners: readonly Rival[]
  readonly losers: readonly { readonly rival: Rival; readonly code: string; readonly message: string; readonly hasState: boolean }[]
  /** Types of what the record tells, with what a level was fired by. */
  readonly record: readonly string[]
}

const RECORDED: Readonly<Record<Word, string>> = { complete: 'completed', handoff: 'handed_off', pause: 'paused', escalate: 'escalated by hand' }

/** What is wrong with an outcome whatever the order was: two winners of one thing, a loser who is told nothing, a record that says otherwise. */
export function faultsOf({ rivals }: Contest, { winners, losers, record }: Outcome): readonly string[] {
  const of = (word: Word): number => winners.filter((winner) => winner.word === word).length
  const told = (kind: string): number => record.filter((each) => each === kind).length
  const words = Object.keys(RECORDED) as Word[]
  return [
    ...words.filter((word) => of(word) > 1).map((word) => `${of(word)} won "${word}"`),
    ...words.filter((word) => told(RECORDED[word]) !== of(word)).map((word) => `${of(word)} won "${word}", and the record has ${told(RECORDED[word])}`),
    ...(told('escalated by timer') + told('escalated by hand') > 1 ? ['the level fired twice'] : []),
    ...(winners.length + losers.length === rivals.length ? [] : ['somebody heard nothing']),
    ...losers.filter(({ code, message, hasState }) => code === '' || message === '' || !hasState).map(({ rival, code }) => `"${rival.word}" lost with "${code}" and was not told how it stands`),
  ]
}

/** What is wrong when the order is known. */
export function faultsInOrder(contest: Contest, order: readonly Happening[], outcome: Outcome): readonly string[] {
  const ruling = rule(contest, order, true)
  return contest.rivals.flatMap((rival) => {
    const why = ruling.get(rival)
    const lost = outcome.losers.find((each) => each.rival === rival)
    if (why === undefined) return lost ? [`"${rival.word}" should have won and was refused with "${lost.code}"`] : []
    return lost && says(lost.code, why) ? [] : [`"${rival.word}" should have lost (${why}) and ${lost ? `was refused with "${lost.code}"` : 'won'}`]
  })
}

/** What is wrong when nobody knows the order: there has to be one in which all winners win and all losers lose as they were told. */
export function faultsInAnyOrder(contest: Contest, outcome: Outcome): readonly string[] {
  const happened: readonly Happening[] = [...outcome.winners, ...(contest.due ? ['timer' as const] : [])]
  const isPossible = (order: readonly Happening[]): boolean =>
    outcome.winners.every((winner) => rule(contest, order, false).get(winner) === undefined) &&
    outcome.losers.every(({ rival, code }) => order.some((_, index) => says(code, rule(contest, [...order.slice(0, index + 1), rival], false).get(rival))))
  return permutations(happened).some(isPossible) ? [] : ['no order of what happened explains who won and who lost']
}

function permutations<T>(all: readonly T[]): readonly (readonly T[])[] {
  if (all.length < 2) return [all]
  return all.flatMap((one, index) => permutations(all.filter((_, other) => other !== index)).map((rest) => [one, ...rest]))
}

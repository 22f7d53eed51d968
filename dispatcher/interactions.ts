import type { Acted, Interaction, Interactions } from '../domain/interaction.ts'
import { createSlots } from './slots.ts'

/** What taking up interactions stands on. */
export interface InteractionDeps {
  readonly interactions: Pick<Interactions, 'actOnDue'>
  /** Does what somebody asked for. Doing it again does nothing twice. */
  readonly carryOut: (interaction: Interaction) => Promise<Acted>
  /** Tells whoever asked that it was refused; never throws. */
  readonly tellRefusal: (interaction: Interaction, message: string) => Promise<void>
  /** Hears why some could not be taken up now. */
  readonly report: (error: unknown) => void
}

/** Interactions that are taken up several at a time. */
export interface TakingUp {
  /** Begins to take up what is due, and waits for none of it. */
  begin(): void
  /** Resolves when nothing is under way any more. */
  idle(): Promise<void>
}

/** One that is stuck takes ten seconds; so many cases may be stuck before any other waits for them. */
const AT_ONCE = 8
const BATCH = 20

/**
 * Takes up what somebody did in a channel and whoever took it in did not bring to an end, because the engine was away or they died.
 * Of one case there is one under way at a time: a case that is stuck holds up its own alone, and they stay in their order.
 */
export function createTakingUp({ interactions, carryOut, tellRefusal, report }: InteractionDeps): TakingUp {
  const slots = createSlots(AT_ONCE, () => undefined)
  const cases = new Set<string>()
  const act = async (interaction: Interaction): Promise<Acted> => {
    const { asked } = interaction
    const about = asked.do === 'command' ? asked.caseId : interaction.id
    if (cases.has(about)) return { state: 'later', reason: 'what somebody did before in the same case is under way' }
    cases.add(about)
    // There may be more: they are looked for while this one is under way.
    begin()
    try {
      const acted = await carryOut(interaction)
      if (acted.state === 'refused') await tellRefusal(interaction, acted.message)
      return acted
    } finally {
      cases.delete(about)
    }
  }
  const begin = (): void => {
    if (slots.free() > 0) slots.begin(async () => void (await interactions.actOnDue(BATCH, act)), report)
  }
  return { begin, idle: () => slots.idle() }
}

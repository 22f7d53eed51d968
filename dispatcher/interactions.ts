import type { Acted, Interaction, Interactions } from '../domain/interaction.ts'

/** What taking up interactions stands on. */
export interface InteractionDeps {
  readonly interactions: Pick<Interactions, 'actOnDue'>
  /** Does what somebody asked for. Doing it again does nothing twice. */
  readonly carryOut: (interaction: Interaction) => Promise<Acted>
  /** Tells whoever asked that it was refused; never throws. */
  readonly tellRefusal: (interaction: Interaction, message: string) => Promise<void>
}

const BATCH = 20

/**
 * Takes up what somebody did in a channel and whoever took it in did not bring to an end, because the engine was away or they died;
 * resolves with how many were taken.
 */
export const takeUpInteractions = ({ interactions, carryOut, tellRefusal }: InteractionDeps): Promise<number> =>
  interactions.actOnDue(BATCH, async (interaction) => {
    const acted = await carryOut(interaction)
    if (acted.state === 'refused') await tellRefusal(interaction, acted.message)
    return acted
  })

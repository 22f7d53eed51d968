import type { Acted, Interaction } from '../../domain/interaction.ts'
import { carryOut, tellRefusal } from './act.ts'
import type { DoorDeps } from './deps.ts'
import type { Reply } from './reply.ts'

/**
 * Keeps what somebody did, so that Slack may be answered; then it is done. Whatever dies or is away in between, the dispatcher
 * takes it up. What was kept before is somebody else's already.
 */
export async function keepAndAct(deps: DoorDeps, interaction: Interaction): Promise<Reply> {
  if ((await deps.slack.interactions.keep(interaction)) !== 'kept') return {}
  return {
    async after() {
      const acted = await actAndSettle(deps, interaction)
      if (acted.state === 'refused') await tellRefusal(deps, interaction, acted.message)
    },
  }
}

/** Does what was kept and writes down what came of it. */
export async function actAndSettle(deps: DoorDeps, interaction: Interaction): Promise<Acted> {
  const acted = await carryOut(deps, interaction).catch((error: unknown): Acted => {
    deps.log.error({ err: error, interaction: interaction.id }, 'what somebody did in Slack ended in an error and is tried again')
    return { state: 'later', reason: error instanceof Error ? error.message : String(error) }
  })
  await deps.slack.interactions.settle(interaction.id, acted)
  return acted
}

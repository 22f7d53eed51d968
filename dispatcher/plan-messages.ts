import { planTurn } from '../domain/deliveries/plan.ts'
import { worldOf, type Lines, type MessageDeps } from './messages.ts'

const BATCH = 50

/** Works out whom turns that have become true tell what; resolves with how many turns there were. Safe to stop anywhere and to repeat. */
export async function planMessages(deps: MessageDeps, lines: Lines): Promise<number> {
  const world = await worldOf(deps, lines)
  const { turns, failed } = await deps.deliveries.plan(BATCH, (turn) => planTurn(world, turn), (turnId, error) => {
    deps.report(`it cannot be worked out whom turn "${turnId}" tells what`, error)
    void deps.alarms.raise('message-undelivered', `turn ${turnId}`, `whom it tells what cannot be worked out: ${error instanceof Error ? error.message : String(error)}`).catch((cause: unknown) => deps.report('the alarm could not be kept', cause))
  })
  // Where every channel is off that is one thing to look at, and not one for each person.
  for (const { target, headline, reason } of failed) await deps.alarms.raise('message-undelivered', world.on.length === 0 ? 'everybody' : target, `${headline} (${reason ?? ''})`)
  return turns
}

import { createDoor } from './door.ts'
import type { DoorDeps } from './deps.ts'

/**
 * Goes the way of a click that nobody made, as far as it goes for somebody who is nobody here, so that the first person who clicks
 * waits for no connection and nothing to be loaded. Nobody is answered and nothing is kept. Never throws.
 */
export async function warmUp(deps: DoorDeps): Promise<void> {
  const click = { type: 'block_actions', user: { id: NOBODY }, actions: [{ action_id: 'claim', block_id: NOBODY }] }
  await Promise.allSettled([createDoor(deps).interaction(click), deps.reader.task(NOBODY, NOBODY)])
}

const NOBODY = 'nobody'

import { newId } from '../ids.ts'
import type { Method } from './call.ts'

/** apps.connections.open: gives an address that is good for one connection. */
export const openConnection: Readonly<Record<string, Method>> = {
  'apps.connections.open': {
    tier: 'none', scope: 'connections:write',
    run: ({ slack }) => ({ url: `${slack.url.replace(/^http/, 'ws')}/link/?ticket=${newId('', 24)}&app_id=${slack.world.app.id}` }),
  },
}

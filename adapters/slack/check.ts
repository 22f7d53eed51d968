import type { Found } from '../../domain/check.ts'
import { ChannelError } from '../../domain/delivery.ts'
import { ConnectorError } from '../../domain/ports.ts'
import { createSlackClient, type SlackAccess } from './client.ts'

/** What cards, direct messages, `/sop`, proofs and the look at who presses a button need. */
export const NEEDED_SCOPES: readonly string[] = ['chat:write', 'commands', 'files:read', 'im:write', 'users:read']

/** Which workspace the token opens, and which scopes it lacks. Changes nothing; throws `ConnectorError`. */
export async function lookAtSlack(access: SlackAccess): Promise<Found> {
  const answer = await asked(access)
  const metadata = answer['response_metadata']
  const told = typeof metadata === 'object' && metadata !== null && 'scopes' in metadata && Array.isArray(metadata.scopes) ? metadata.scopes : undefined
  return {
    account: `the workspace "${String(answer['team'])}" as "${String(answer['user'])}"`, remedy: 'add them under OAuth & Permissions, and install the app again',
    missing: told === undefined ? [] : NEEDED_SCOPES.filter((scope) => !told.includes(scope)).map((scope) => ({ scope, actions: [] })),
    ...(told === undefined ? { unseen: 'it does not say what it may do' } : {}),
  }
}

async function asked(access: SlackAccess): Promise<Readonly<Record<string, unknown>>> {
  try {
    return await createSlackClient(access).call('auth.test', {}, { again: true })
  } catch (error) {
    if (!(error instanceof ChannelError)) throw error
    const shut = error.failure === 'credentials' || error.failure === 'refused'
    throw new ConnectorError(shut ? 'permission' : 'transient', 'slack', shut ? `Slack does not take the token (${error.code}); check SLACK_BOT_TOKEN` : `Slack gave no answer (${error.code})`, { cause: error })
  }
}

import { channelShape, messageShape, viewShape } from '../api/shapes.ts'
import { newId } from '../ids.ts'
import type { Fields } from '../json.ts'
import type { Slack } from '../parts.ts'
import type { Channel, Message, User, View } from '../world.ts'

const LONGEST_LIFE = 30 * 60_000
const MOST_USES = 5

/** The person as an interaction names them: by their own workspace. */
const who = (slack: Slack, user: User): Fields =>
  ({ id: user.id, username: user.name, name: user.name, team_id: user.team || slack.world.team.id })

/** The workspace in which it happened. */
const where = (slack: Slack): Fields => ({ id: slack.world.team.id, domain: slack.world.team.domain })

const base = (slack: Slack, user: User): Fields => ({
  user: who(slack, user), api_app_id: slack.world.app.id, token: 'stand-in-verification-token', team: where(slack), enterprise: null,
  is_enterprise_install: false,
})

/** An address to which the app may post five answers within 30 minutes. */
export function responseUrl(slack: Slack,
  place: { readonly user: string; readonly channel: string; readonly ts: string | null; readonly threadTs: string | null }): string {
  const id = newId('R', 24)
  slack.responses.set(id, { ...place, at: slack.now(), uses: 0 })
  return `${slack.url}/actions/${slack.world.team.id}/${id}`
}

/** Whether a response address still takes an answer; the vendor's word if not. */
export function useResponse(slack: Slack, id: string): 'expired_url' | 'used_url' | 'no_such_url' | null {
  const place = slack.responses.get(id)
  if (place === undefined) return 'no_such_url'
  if (slack.now() - place.at > LONGEST_LIFE) return 'expired_url'
  if (place.uses >= MOST_USES) return 'used_url'
  place.uses += 1
  return null
}

/** Somebody acted on an element of a message. */
export function messageAction(slack: Slack, user: User,
  at: { readonly channel: Channel; readonly message: Message; readonly values: Fields; readonly action: Fields }): Fields {
  const { channel, message } = at
  const ephemeral = message.only !== null
  return {
    type: 'block_actions', ...base(slack, user),
    container: { type: 'message', message_ts: message.ts, channel_id: channel.id, is_ephemeral: ephemeral,
      ...(message.threadTs === null ? {} : { thread_ts: message.threadTs }) },
    trigger_id: slack.triggers.make({ user: user.id, view: null }, slack.now()),
    channel: { id: channel.id, name: channel.kind === 'im' ? 'directmessage' : channel.kind === 'private' ? 'privategroup' : channel.name },
    // The vendor does not repeat what an ephemeral message said.
    ...(ephemeral ? {} : { message: messageShape(slack, message) }),
    state: { values: at.values },
    response_url: responseUrl(slack, { user: user.id, channel: channel.id, ts: message.ts, threadTs: message.threadTs }),
    actions: [at.action],
  }
}

/** Somebody acted on an element of a modal or of their App Home. */
export const viewAction = (slack: Slack, user: User,
  at: { readonly view: View; readonly values: Fields; readonly action: Fields }): Fields => ({
  type: 'block_actions', ...base(slack, user), container: { type: 'view', view_id: at.view.id },
  trigger_id: slack.triggers.make({ user: user.id, view: at.view.type === 'modal' ? at.view.id : null }, slack.now()),
  view: viewShape(slack, at.view, at.values), actions: [at.action],
})

/** Somebody sent a modal off. */
export const viewSubmission = (slack: Slack, user: User, view: View, values: Fields): Fields => ({
  type: 'view_submission', ...base(slack, user), trigger_id: slack.triggers.make({ user: user.id, view: view.id }, slack.now()),
  view: viewShape(slack, view, values), response_urls: [],
})

/** Somebody closed a modal that wants to know. */
export const viewClosed = (slack: Slack, user: User, view: View, values: Fields, cleared: boolean): Fields =>
  ({ type: 'view_closed', ...base(slack, user), view: viewShape(slack, view, values), is_cleared: cleared })

/** Somebody typed into a menu whose choices the app gives. */
export const suggestion = (
  slack: Slack, user: User, at: { readonly blockId: string; readonly actionId: string; readonly value: string; readonly container: Fields },
): Fields => ({ type: 'block_suggestion', ...base(slack, user), ...at.container, action_id: at.actionId, block_id: at.blockId,
  value: at.value })

/** Somebody typed a slash command; the fields of a form, all texts. */
export function slashCommand(slack: Slack, user: User, channel: Channel,
  given: { readonly command: string; readonly text: string }): Fields {
  const shape = channelShape(slack, channel)
  return {
    token: 'stand-in-verification-token', team_id: user.team, team_domain: slack.world.teams.get(user.team)?.domain ?? '',
    channel_id: channel.id,
    channel_name: channel.kind === 'im' ? 'directmessage' : channel.kind === 'private' ? 'privategroup' : String(shape['name']),
    user_id: user.id, user_name: user.name, command: given.command, text: given.text, api_app_id: slack.world.app.id,
    is_enterprise_install: 'false',
    response_url: responseUrl(slack, { user: user.id, channel: channel.id, ts: null, threadTs: null }),
    trigger_id: slack.triggers.make({ user: user.id, view: null }, slack.now()),
  }
}

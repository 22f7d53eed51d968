import type { Fields } from '../json.ts'
import type { Slack } from '../parts.ts'
import type { Channel, Message, StoredFile, User, View } from '../world.ts'

/** A message as the vendor tells of it. */
export function messageShape(slack: Slack, message: Message): Fields {
  const { app, team } = slack.world
  const replies = repliesTo(slack, message)
  return {
    type: 'message', user: message.user, ts: message.ts,
    ...(message.byApp ? { bot_id: app.botId, app_id: app.id } : {}),
    text: message.text, team: team.id,
    ...(message.byApp ? { bot_profile: { id: app.botId, app_id: app.id, name: app.name, deleted: false, team_id: team.id } } : {}),
    ...(message.blocks.length > 0 ? { blocks: message.blocks } : {}),
    ...(message.threadTs === null ? {} : { thread_ts: message.threadTs, parent_user_id: parentUser(slack, message) }),
    ...(replies.length > 0 ? { thread_ts: message.ts, reply_count: replies.length, latest_reply: replies.at(-1)?.ts ?? message.ts } : {}),
    ...(message.editedTs === null ? {} : { edited: { user: message.user, ts: message.editedTs } }),
    ...(message.metadata === null ? {} : { metadata: message.metadata }),
  }
}

/** Only what stands at the top of a channel has replies; most messages are asked for this right after they were posted. */
function repliesTo(slack: Slack, message: Message): readonly Message[] {
  if (message.threadTs !== null) return []
  const found: Message[] = []
  for (const one of slack.world.messages.values()) {
    if (one.threadTs === message.ts && one.channel === message.channel && one.only === null) found.push(one)
  }
  return found
}

const parentUser = (slack: Slack, message: Message): string =>
  slack.world.messages.get(`${message.channel}/${message.threadTs ?? ''}`)?.user ?? message.user

/** A person as `users.info` tells of them. People of another workspace are strangers, without an address. */
export function userShape(slack: Slack, user: User): Fields {
  const foreign = user.team !== slack.world.team.id
  const offset = zoneOffsetSeconds(user.tz, slack.now())
  return {
    id: user.id, team_id: user.team, name: user.name, real_name: user.realName, deleted: user.deleted, color: '4a154b',
    tz: user.tz, tz_label: user.tz, tz_offset: offset,
    profile: {
      real_name: user.realName, display_name: user.name, first_name: user.realName.split(' ')[0] ?? '', title: '', team: user.team,
      ...(foreign || user.bot ? {} : { email: user.email }), ...(user.bot ? { api_app_id: slack.world.app.id } : {}),
    },
    is_admin: false, is_owner: false, is_primary_owner: false, is_restricted: user.guest !== 'no',
    is_ultra_restricted: user.guest === 'single',
    is_bot: user.bot && user.id !== 'USLACKBOT', is_app_user: false, is_stranger: foreign, updated: Math.floor(slack.now() / 1000),
  }
}

/** Seconds that a zone is ahead of UTC at an instant. */
export function zoneOffsetSeconds(zone: string, now: number): number {
  const name = new Intl.DateTimeFormat('en', { timeZone: zone, timeZoneName: 'longOffset' }).formatToParts(now).find((part) =>
    part.type === 'timeZoneName')
  const [, sign, hours, minutes] = /GMT([+-])(\d{2}):(\d{2})/.exec(name?.value ?? '') ?? []
  return (Number(hours ?? 0) * 3600 + Number(minutes ?? 0) * 60) * (sign === '-' ? -1 : 1)
}

/** A conversation as `conversations.info` tells of it. */
export function channelShape(slack: Slack, channel: Channel): Fields {
  const im = channel.kind === 'im'
  return {
    id: channel.id, ...(im ? { user: channel.members.find((one) => one !== slack.world.app.userId) ?? '' }
      : { name: channel.name, name_normalized: channel.name }),
    is_channel: channel.kind === 'public', is_group: channel.kind === 'private', is_im: im, is_mpim: false,
    is_private: channel.kind !== 'public',
    is_archived: channel.archived, is_general: false, is_shared: channel.shared, is_ext_shared: channel.shared, is_org_shared: false,
    is_member: channel.members.includes(slack.world.app.userId), context_team_id: slack.world.team.id, num_members: channel.members.length,
  }
}

/** A view as it comes back from `views.*` and goes out with an interaction; `values` is what is filled in. */
export function viewShape(slack: Slack, view: View, values: Fields = {}): Fields {
  const { team, app } = slack.world
  return {
    id: view.id, team_id: team.id, type: view.type, blocks: view.blocks, private_metadata: '', callback_id: '', external_id: '',
    clear_on_close: false, notify_on_close: false, close: null, submit: null, ...view.given,
    state: { values }, hash: view.hash, previous_view_id: view.previousId, root_view_id: view.rootId,
    app_id: app.id, app_installed_team_id: team.id, bot_id: app.botId,
  }
}

/** A file as `files.info` tells of it and as it stands in the state of a modal. */
export function fileShape(slack: Slack, file: StoredFile): Fields {
  const place = `${slack.url}/files-pri/${slack.world.team.id}-${file.id}`
  const type = file.name.includes('.') ? (file.name.split('.').at(-1) ?? '').toLowerCase() : 'binary'
  const name = encodeURIComponent(file.name)
  return {
    id: file.id, created: file.created, timestamp: file.created, name: file.name, title: file.title, mimetype: file.mimetype,
    filetype: type,
    pretty_type: type.toUpperCase(), user: file.user, user_team: slack.world.users.get(file.user)?.team ?? slack.world.team.id,
    editable: false,
    size: file.bytes.length, mode: 'hosted', is_external: false, external_type: '', is_public: false, public_url_shared: false,
    display_as_bot: false, username: '', url_private: `${place}/${name}`, url_private_download: `${place}/download/${name}`,
    permalink: `${slack.url}/files/${file.user}/${file.id}/${name}`, has_rich_preview: false, file_access: 'visible',
  }
}

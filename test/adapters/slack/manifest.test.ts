import { readdirSync, readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { parse } from 'yaml'

const manifest = parse(readFileSync('docs/slack-manifest.yaml', 'utf8')) as {
  features: { slash_commands: { command: string; url: string }[]; app_home: Record<string, boolean> }
  oauth_config: { scopes: { bot: string[] } }
  settings: { event_subscriptions: { request_url: string; bot_events: string[] }; interactivity: { is_enabled: boolean; request_url: string } }
}

/** Which right each method asks for, by Slack's reference; null where a token alone is enough. */
const SCOPES: Readonly<Record<string, string | null>> = {
  'auth.test': null, 'views.open': null, 'views.publish': null, 'chat.postMessage': 'chat:write', 'chat.postEphemeral': 'chat:write', 'chat.update': 'chat:write',
  'conversations.open': 'im:write', 'users.info': 'users:read', 'files.info': 'files:read',
}

const sources = readdirSync('adapters/slack').map((file) => readFileSync(`adapters/slack/${file}`, 'utf8')).join('\n')
const called = [...new Set([...sources.matchAll(/(?:call|look)\('([a-z]+\.[A-Za-z]+)'/g)].map(([, method]) => method ?? ''))]

it('asks for the rights of what is called, and for no other but slash commands', () => {
  expect(called.filter((method) => SCOPES[method] === undefined)).toEqual([])
  expect([...manifest.oauth_config.scopes.bot].sort()).toEqual([...new Set([...called.flatMap((method) => SCOPES[method] ?? []), 'commands'])].sort())
})

it('has everything come to the one address there is', () => {
  const { event_subscriptions: events, interactivity } = manifest.settings

  expect(new Set([events.request_url, interactivity.request_url, ...manifest.features.slash_commands.map(({ url }) => url)].map((url) => new URL(url).pathname))).toEqual(new Set(['/slack/events']))
  expect(events.bot_events).toEqual(['app_home_opened'])
  expect(manifest.features.slash_commands.map(({ command }) => command)).toEqual(['/sop'])
})

/** How the workspace behaves. Without files it forgets everything when it ends; without `eventsUrl` nobody is told anything. */
export interface SlackSettings {
  /** 0 takes any free port. */
  readonly port: number
  readonly host: string
  readonly signingSecret: string
  readonly botToken: string
  /** The app-level token by which Socket Mode is opened. */
  readonly appToken: string
  /** Where interactions, slash commands and events are posted; null keeps them from being sent. */
  readonly eventsUrl: string | null
  readonly stateFile: string | null
  readonly logFile: string | null
  /** JSON with `users` and `channels` in place of the seeded ones. */
  readonly seedFile: string | null
  /** How fast the vendor's limits refill: 1 as the vendor, 0 none at all, 60 a minute's worth in a second. */
  readonly rateSpeed: number
  /** Messages that one channel takes at once before it is held to one a second. */
  readonly messageBurst: number
  /** Messages a minute in all channels together. */
  readonly workspacePerMinute: number
  /** How long the app may take to answer an interaction, and how long a trigger is good for. */
  readonly answerMs: number
  readonly triggerMs: number
  /** Pauses before an event is delivered again; the vendor: at once, after a minute, after five. */
  readonly eventRetryMs: readonly number[]
  /** The events that the app has subscribed to. */
  readonly events: readonly string[]
  readonly scopes: readonly string[]
  /** Milliseconds since 1970; tests hand in a clock of their own. */
  readonly now: () => number
}

/** What a process has without being told otherwise. */
export const slackDefaults: SlackSettings = {
  port: 0,
  host: '127.0.0.1',
  signingSecret: 'stand-in-signing-secret',
  botToken: 'xoxb-stand-in',
  appToken: 'xapp-stand-in',
  eventsUrl: null,
  stateFile: null,
  logFile: null,
  seedFile: null,
  rateSpeed: 1,
  messageBurst: 4,
  workspacePerMinute: 300,
  answerMs: 3000,
  triggerMs: 3000,
  eventRetryMs: [0, 60_000, 300_000],
  events: ['app_home_opened', 'message.im'],
  scopes: ['chat:write', 'im:write', 'im:history', 'channels:history', 'users:read', 'users:read.email', 'files:read', 'files:write',
    'commands'],
  now: Date.now,
}

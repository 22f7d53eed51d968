import process from 'node:process'
import { slackDefaults } from './settings.ts'
import { startSlack } from './slack.ts'

const env = process.env
const text = (name: string): string | null => (env[name] === undefined || env[name] === '' ? null : env[name])
const number = (name: string, fallback: number): number => {
  const value = Number(text(name) ?? fallback)
  if (!Number.isFinite(value) || value < 0) throw new RangeError(`"${name}" is "${env[name] ?? ''}"; set it to a number`)
  return value
}

const slack = await startSlack({
  port: number('PORT', 4030),
  host: text('HOST') ?? slackDefaults.host,
  signingSecret: text('SIGNING_SECRET') ?? slackDefaults.signingSecret,
  botToken: text('BOT_TOKEN') ?? slackDefaults.botToken,
  appToken: text('APP_TOKEN') ?? slackDefaults.appToken,
  eventsUrl: text('EVENTS_URL'),
  stateFile: text('STATE_FILE'),
  logFile: text('LOG_FILE'),
  seedFile: text('SEED_FILE'),
  rateSpeed: number('RATE_SPEED', slackDefaults.rateSpeed),
  messageBurst: number('MESSAGE_BURST', slackDefaults.messageBurst),
  workspacePerMinute: number('WORKSPACE_PER_MINUTE', slackDefaults.workspacePerMinute),
  answerMs: number('ANSWER_MS', slackDefaults.answerMs),
  triggerMs: number('TRIGGER_MS', slackDefaults.triggerMs),
  eventRetryMs: text('EVENT_RETRY_MS')?.split(',').map(Number) ?? slackDefaults.eventRetryMs,
  events: text('EVENTS')?.split(',') ?? slackDefaults.events,
})
process.stdout.write(`sample Slack ready at ${slack.url}\n`)
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void slack.close().then(() => process.exit(0)))

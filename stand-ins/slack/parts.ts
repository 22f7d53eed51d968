import type { Faults } from './faults.ts'
import type { GroundTruth } from './log.ts'
import type { Rates } from './rates.ts'
import type { SlackSettings } from './settings.ts'
import type { Triggers } from './triggers.ts'
import type { World } from './world.ts'

/** Where answers to one interaction may be posted: five times within 30 minutes. */
export interface ResponsePlace {
  readonly user: string
  readonly channel: string
  /** The message that was clicked, for `replace_original`; null after a slash command. */
  readonly ts: string | null
  readonly threadTs: string | null
  readonly at: number
  uses: number
}

/** A file that is announced and whose bytes are still to come, or have come. */
export interface ComingFile {
  readonly name: string
  bytes: Buffer | null
}

/** A Socket Mode connection takes what would otherwise be posted; null when nobody is connected. */
export interface Socket {
  /** Resolves with the payload of the acknowledgement, null without one; rejects when none came in time. */
  deliver(type: 'interactive' | 'slash_commands' | 'events_api', payload: unknown, timeoutMs: number): Promise<unknown>
  /** Cuts the connection. */
  close(): void
}

/** The parts of a running workspace. */
export interface Slack {
  readonly settings: SlackSettings
  readonly world: World
  readonly log: GroundTruth
  readonly faults: Faults
  readonly rates: Rates
  readonly triggers: Triggers
  readonly responses: Map<string, ResponsePlace>
  readonly coming: Map<string, ComingFile>
  /** The open Socket Mode connections. */
  readonly sockets: Set<Socket>
  /** Milliseconds since 1970, by the workspace's own clock, which the control API can put forward. */
  now(): number
  skip(ms: number): void
  /** The next message id. */
  stamp(): string
  /** Where it listens; empty until it does. */
  url: string
  /** What is wrong with the token: the app was removed, or its account disabled. */
  token: 'good' | 'token_revoked' | 'account_inactive'
}

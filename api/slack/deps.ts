import type { SlackDesk } from '../../adapters/slack/desk.ts'
import type { SlackPages } from '../../adapters/slack/pages.ts'
import type { Interactions } from '../../domain/interaction.ts'
import type { Refusals } from '../../domain/ports.ts'
import type { ApiDeps } from '../deps.ts'

/** What the product's door to Slack is made of, besides what all of HTTP stands on. Missing where Slack is off. */
export interface SlackParts {
  readonly desk: SlackDesk
  readonly pages: SlackPages
  readonly interactions: Interactions
  readonly refusals: Refusals
  /** Null where everything comes over a socket. */
  readonly signingSecret: string | null
}

/** What carrying out what somebody did in Slack stands on; the dispatcher has these too. */
export interface ActDeps {
  readonly catalogue: Pick<ApiDeps['catalogue'], 'all' | 'current' | 'organisation'>
  readonly cases: Pick<ApiDeps['cases'], 'command' | 'open'>
  readonly reader: Pick<ApiDeps['reader'], 'case' | 'cases' | 'task' | 'tasks'>
  readonly evidence: ApiDeps['evidence']
  readonly pictures: ApiDeps['pictures']
  readonly settings: Pick<ApiDeps['settings'], 'windable' | 'publicUrl'>
  readonly log: Pick<ApiDeps['log'], 'warn' | 'error'>
  /** Epoch milliseconds. */
  readonly now: () => number
  readonly slack: Pick<SlackParts, 'desk' | 'pages' | 'refusals'>
}

/** What the door stands on. */
export interface DoorDeps extends ActDeps {
  readonly slack: SlackParts
}

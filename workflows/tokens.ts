import { workflowInfo } from '@temporalio/workflow'
import type { Token } from '../domain/ports.ts'

/**
 * Tokens of turns that nobody was told about yet. A turn is true once the task that recorded it is durable: a later task of
 * the run proves the tokens that were there when it began, and so does anything scheduled outside, for it is durable with them.
 */
export function createTokens(carried: readonly Token[]) {
  let held: readonly { readonly token: Token; readonly history: number }[] = carried.map((token) => ({ token, history: -1 }))
  return {
    add(token: Token): void {
      held = [...held, { token, history: workflowInfo().historyLength }]
    },
    /** Those recorded in an earlier task than this one. History that grew without a new task does not get here: a task that failed takes its tokens with it. */
    ofEarlierTasks: (): readonly Token[] => held.filter(({ history }) => history < workflowInfo().historyLength).map(({ token }) => token),
    /** All, for what becomes durable together with this task. */
    all: (): readonly Token[] => held.map(({ token }) => token),
    /** They have been handed over to where they are proven. */
    drop(tokens: readonly Token[]): void {
      held = held.filter(({ token }) => !tokens.some((gone) => gone.token === token.token))
    },
  }
}

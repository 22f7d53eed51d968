import type { Accounts, ApiTokens, Sessions } from '../../domain/sign-in.ts'

/** What signing in stands on. */
export interface SignInParts {
  readonly sessions: Sessions
  readonly accounts: Accounts
  readonly tokens: ApiTokens
  /** Ways that are open here. */
  readonly ways: Ways
  /** Resolves after so many milliseconds. */
  readonly wait: (ms: number) => Promise<void>
}

/** By which ways somebody can sign in. */
export interface Ways {
  readonly password: boolean
  readonly mail: boolean
  readonly openid: boolean
}

import type { Mailer } from '../../domain/ports.ts'
import type { Accounts, ApiTokens, OpenId, Sessions, SignInLinks } from '../../domain/sign-in.ts'

/** What signing in stands on. */
export interface SignInParts {
  readonly sessions: Sessions
  readonly accounts: Accounts
  readonly tokens: ApiTokens
  /** Missing where nobody signs in by mail. */
  readonly mail?: MailWay
  /** Missing where no provider of OpenID Connect is set up. */
  readonly openid?: OpenId
  /** Ways that are open here. */
  readonly ways: Ways
  /** Resolves after so many milliseconds. */
  readonly wait: (ms: number) => Promise<void>
}

/** What signing in by mail takes. */
export interface MailWay {
  readonly links: SignInLinks
  readonly mailer: Mailer
}

/** By which ways somebody can sign in. */
export interface Ways {
  readonly password: boolean
  readonly mail: boolean
  readonly openid: boolean
}

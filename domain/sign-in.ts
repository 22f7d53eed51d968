/** How somebody showed who they are. */
export type SignInMethod = 'password' | 'mail' | 'openid'

/** Sessions of people. What the browser holds is a random secret; only its hash is kept, so that a copy of the database opens nothing. */
export interface Sessions {
  /** Begins one and gives its secret, which is told this once. `at` is epoch milliseconds. */
  begin(person: string, method: SignInMethod, at: number): Promise<string>
  /** Whose it is, and that they were seen; undefined once it has ended, was idle for too long, or never was. */
  find(secret: string, at: number): Promise<string | undefined>
  end(secret: string, at: number): Promise<void>
  /** Ends every session of a person; resolves with how many there were. */
  endAll(person: string, at: number): Promise<number>
}

/** Passwords of shops that have no other way to sign in. */
export interface Accounts {
  /** Sets the password of a person, whoever had one before. Throws `RangeError` for one that is too short or too long. */
  setPassword(person: string, password: string): Promise<void>
  /** Whether it is theirs. Takes as long for somebody without an account, and for nobody (null), as for everybody. */
  isPassword(person: string | null, password: string): Promise<boolean>
  /** How many people have one. */
  count(): Promise<number>
}

/** What another system, or a person's own command line, shows instead of signing in. */
export interface ApiToken {
  readonly id: string
  readonly name: string
  /** Roles of the organisation for whose SOPs it may open cases; empty for a person's own. */
  readonly roles: readonly string[]
  /** Whose it is; null for another system's. */
  readonly person: string | null
  readonly createdAt: number
  readonly lastUsedAt: number | null
  readonly revokedAt: number | null
}

/** Tokens, of which only hashes are kept. */
export interface ApiTokens {
  /** Gives the token, which is told this once. Throws `RangeError` for a name that is none or taken. */
  create(wanted: Pick<ApiToken, 'name' | 'roles' | 'person'>, at: number): Promise<{ readonly id: string; readonly token: string }>
  /** The token as it is; undefined for one that was revoked or never was. Keeps that it was used. */
  find(token: string, at: number): Promise<ApiToken | undefined>
  list(): Promise<readonly ApiToken[]>
  /** False when there is none of that id that is in use. */
  revoke(id: string, at: number): Promise<boolean>
}

/** Links that are mailed to somebody who wants to sign in. Each works once, soon, and only in the browser that asked for it. */
export interface SignInLinks {
  /** Gives the link's secret; undefined when this person has been sent as many as are good for them. `browser` is a secret that the browser holds. */
  make(person: string, browser: string, at: number): Promise<string | undefined>
  /** Whom it signs in; undefined for one that is used, too old, from another browser, or never was. A wrong try uses nothing up. */
  redeem(secret: string, browser: string, at: number): Promise<string | undefined>
}

/** A provider of OpenID Connect. */
export interface OpenId {
  /** Where to send the browser, and what it must bring back in a cookie. Throws `OpenIdRefused`. */
  begin(): Promise<{ readonly url: string; readonly kept: string }>
  /** Whose verified mail address it is. `query` is that of the address to which the provider sent the browser back. Throws `OpenIdRefused`. */
  finish(query: string, kept: string): Promise<string>
}

/** Why nobody was signed in by the provider. */
export class OpenIdRefused extends Error {
  readonly code: 'unreachable' | 'refused' | 'unverified'
  constructor(code: OpenIdRefused['code'], message: string, options: { readonly cause?: unknown } = {}) {
    super(message, options)
    this.name = 'OpenIdRefused'
    this.code = code
  }
}

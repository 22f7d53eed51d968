import { createHash, randomBytes } from 'node:crypto'
import * as client from 'openid-client'
import type { OpenId } from '../../domain/sign-in.ts'
import { OpenIdRefused } from '../../domain/sign-in.ts'

/** Where the provider is, and as whom we ask it. */
export interface OpenIdConfig {
  readonly issuer: string
  readonly clientId: string
  readonly clientSecret: string
  /** Where it sends people back to, as it is registered there. */
  readonly redirectUri: string
  /** Whether an address counts of which it does not say that it verified it: everybody there got theirs from the company. */
  readonly trustEmail?: boolean
}

/** State, nonce and PKCE verifier follow from one secret that the browser keeps: nothing of ours has to be remembered meanwhile. */
const derive = (kept: string, what: 'state' | 'nonce' | 'verifier'): string => createHash('sha256').update(`${what} ${kept}`).digest('base64url')

const onThisMachine = (url: URL): boolean => url.protocol === 'http:' && ['127.0.0.1', 'localhost', '[::1]'].includes(url.hostname)

/** An OpenID Connect provider, by the code flow with PKCE. It is asked who it is at the first sign-in, and again after a failure. */
export function createOpenId({ issuer, clientId, clientSecret, redirectUri, trustEmail = false }: OpenIdConfig): OpenId {
  const address = new URL(issuer)
  let found: Promise<client.Configuration> | undefined
  const configuration = async (): Promise<client.Configuration> => {
    found ??= client.discovery(address, clientId, undefined, client.ClientSecretBasic(clientSecret), { timeout: 10, ...(onThisMachine(address) ? { execute: [client.allowInsecureRequests] } : {}) })
    try {
      return await found
    } catch (cause) {
      found = undefined
      throw new OpenIdRefused('unreachable', `the provider at "${issuer}" cannot be asked: see that OIDC_ISSUER is right and reachable from here`, { cause })
    }
  }
  return {
    async begin() {
      const config = await configuration()
      const kept = randomBytes(32).toString('base64url')
      const url = client.buildAuthorizationUrl(config, {
        redirect_uri: redirectUri, scope: 'openid email', state: derive(kept, 'state'), nonce: derive(kept, 'nonce'),
        code_challenge: await client.calculatePKCECodeChallenge(derive(kept, 'verifier')), code_challenge_method: 'S256',
      })
      return { url: url.href, kept }
    },
    async finish(query, kept) {
      const config = await configuration()
      const back = new URL(redirectUri)
      back.search = query
      try {
        const tokens = await client.authorizationCodeGrant(config, back, {
          expectedState: derive(kept, 'state'), expectedNonce: derive(kept, 'nonce'), pkceCodeVerifier: derive(kept, 'verifier'), idTokenExpected: true,
        })
        const claims = tokens.claims()
        if (!claims) throw new OpenIdRefused('refused', 'the provider said nothing of who it is')
        const { email, email_verified } = claims['email'] === undefined ? await client.fetchUserInfo(config, tokens.access_token, claims.sub) : claims
        return verifiedEmail({ email, email_verified }, trustEmail)
      } catch (cause) {
        if (cause instanceof OpenIdRefused) throw cause
        throw new OpenIdRefused('refused', `the provider's answer was not taken (${cause instanceof Error ? cause.message : String(cause)})`, { cause })
      }
    },
  }
}

/** An address that nobody has checked could be anybody's. One that the provider itself calls unverified never counts. */
function verifiedEmail({ email, email_verified: verified }: Readonly<Record<'email' | 'email_verified', unknown>>, trusted: boolean): string {
  if (typeof email !== 'string' || email === '') throw new OpenIdRefused('refused', 'the provider gives no e-mail address: let it release "email" to us')
  if (verified === undefined && !trusted) {
    throw new OpenIdRefused('unverified', 'the provider does not say whether it verified the e-mail address ("email_verified" is missing, as with Microsoft Entra): let it, or set OIDC_TRUST_EMAIL=yes where nobody can choose their own address at this issuer')
  }
  if (verified !== true && verified !== undefined) throw new OpenIdRefused('unverified', 'the provider has not verified the e-mail address')
  return email
}

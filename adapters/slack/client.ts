import { WebClient } from '@slack/web-api'
import { asChannelError } from './failures.ts'
import type { Pace } from './pace.ts'

/** Slack's Web API as it is used here. Every method throws `ChannelError`. */
export interface SlackClient {
  /** Calls a method; `again` says that calling it twice does no more than once. */
  call(method: string, args: Readonly<Record<string, unknown>>, options?: { readonly again?: boolean }): Promise<Readonly<Record<string, unknown>>>
  /** The bytes behind an address of Slack's files, at most `most` of them. The token goes to Slack's own hosts only. */
  download(address: string, most: number): Promise<Buffer>
}

/** What a client is made of. Without `apiUrl` it is the real Slack. */
export interface SlackAccess {
  readonly token: string
  readonly apiUrl?: string
  /** How long Slack may take to answer. Milliseconds. */
  readonly timeoutMs?: number
  /** Holds calls back that the workspace is not allowed now; whoever answers somebody who waits needs none. */
  readonly pace?: Pace
}

const REAL = 'https://slack.com/api/'

/** One try a call: whoever calls decides about the next, because only they know what it may do twice. */
export function createSlackClient({ token, apiUrl = REAL, timeoutMs = 10_000, pace }: SlackAccess): SlackClient {
  const web = new WebClient(token, {
    slackApiUrl: apiUrl.endsWith('/') ? apiUrl : `${apiUrl}/`, retryConfig: { retries: 0 }, rejectRateLimitedCalls: true, timeout: timeoutMs, logger: silent, allowAbsoluteUrls: false,
  })
  return {
    async call(method, args, { again = false } = {}) {
      await pace?.turn(method)
      try {
        return { ...(await web.apiCall(method, args)) }
      } catch (error) {
        const meaning = asChannelError(error, { again })
        // Of a message Slack does not say whether its channel or the whole workspace is meant: the channel waits by itself.
        if (meaning.retryAfterMs !== undefined && method !== 'chat.postMessage') pace?.hold(method, meaning.retryAfterMs)
        throw meaning
      }
    },
    download: (address, most) => download(address, { token, apiUrl, most, timeoutMs }),
  }
}

const nothing = (): void => undefined
/** What goes wrong comes back as an error and is logged once, by whoever called. */
const silent = { debug: nothing, info: nothing, warn: nothing, error: nothing, setLevel: nothing, getLevel: () => 'error', setName: nothing } as NonNullable<ConstructorParameters<typeof WebClient>[1]>['logger'] & object

/** Whether an address belongs to Slack, or to what stands in for it: nobody else is sent a token or an answer. */
export function isSlacks(address: string, apiUrl: string = REAL): boolean {
  if (!URL.canParse(address)) return false
  const { protocol, host, hostname, username } = new URL(address)
  if (username !== '') return false
  if (URL.canParse(apiUrl) && apiUrl !== REAL && host === new URL(apiUrl).host && protocol === new URL(apiUrl).protocol) return true
  return protocol === 'https:' && (hostname === 'slack.com' || hostname.endsWith('.slack.com'))
}

interface Download {
  readonly token: string
  readonly apiUrl: string
  readonly most: number
  readonly timeoutMs: number
}

async function download(address: string, { token, apiUrl, most, timeoutMs }: Download): Promise<Buffer> {
  if (!isSlacks(address, apiUrl)) throw new RangeError(`"${address.slice(0, 100)}" is no address of Slack's files`)
  // Without the right to read it, Slack leads to a page to sign in; that is no file.
  const answer = await fetch(address, { headers: { Authorization: `Bearer ${token}` }, redirect: 'manual', signal: AbortSignal.timeout(timeoutMs) }).catch((error: unknown) => {
    throw asChannelError(error, { again: true })
  })
  if (answer.status !== 200 || !answer.body) throw asChannelError(Object.assign(new Error('no file'), { code: `file_${answer.status}` }), { again: answer.status >= 500 || answer.status === 429 })
  const parts: Uint8Array[] = []
  let length = 0
  for await (const part of answer.body) {
    length += part.byteLength
    if (length > most) throw new RangeError(`the file is larger than ${Math.floor(most / 1_000_000)} MB`)
    parts.push(part)
  }
  return Buffer.concat(parts)
}

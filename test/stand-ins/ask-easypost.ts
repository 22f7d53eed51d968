import type { RunningEasyPost } from '../../stand-ins/easypost/easypost.ts'
import type { Loose } from './ask.ts'

/** Asks the API as a client would. */
export async function askEasyPost({ url }: { readonly url: string }, method: 'GET' | 'POST', path: string, body?: object, apiKey = 'EZTK_stand_in'): Promise<{ status: number; body: Loose; headers: Headers }> {
  const headers = { Authorization: `Basic ${Buffer.from(`${apiKey}:`).toString('base64')}`, ...(body ? { 'Content-Type': 'application/json' } : {}) }
  const response = await fetch(`${url}/v2/${path}`, { method, headers, ...(body ? { body: JSON.stringify(body) } : {}) })
  return { status: response.status, body: await response.json(), headers: response.headers }
}

/** How often an operation was asked for. */
export const askedOf = ({ log }: RunningEasyPost, operation: string): readonly Loose[] =>
  log.all().filter((entry) => entry['kind'] === 'request' && entry['operation'] === operation)

/** Labels that were bought for ways back. */
export const returnLabels = ({ store }: RunningEasyPost): readonly Loose[] => store.all('shipments').filter((one) => one.is_return && one.postage_label !== null)

import type { Found } from '../../domain/check.ts'
import { createEasyPostClient, type EasyPostConfig } from './client.ts'

/** Whether the account knows the key, by reading one tracker. Changes nothing; throws `ConnectorError`. */
export async function lookAtEasyPost(config: EasyPostConfig, signal: AbortSignal): Promise<Found> {
  await createEasyPostClient(config).ask({ name: 'trackers.list', write: false, method: 'GET', path: 'trackers', query: { page_size: '1' } }, signal)
  return { account: config.apiKey.startsWith('EZTK') ? 'a test key, with which nothing is really bought' : 'a production key', missing: [] }
}

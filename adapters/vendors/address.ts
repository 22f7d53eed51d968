import { ConnectorError } from '../../domain/ports.ts'

/** A setting of a connector cannot work; `message` says which one and what to do. */
export const wrongSetting = (message: string): ConnectorError => new ConnectorError('permission', 'wrong-settings', message)

/**
 * The address in a setting: https, or plain http on this machine or to a private network name, without a path, so that a key is never
 * sent in clear. Throws `ConnectorError` (permission) naming the setting; `secret` is what would be sent (`the key`), `otherwise` what to
 * do where it is no address at all.
 */
export function addressIn(setting: string, given: string, { secret, otherwise }: { readonly secret: string; readonly otherwise: string }): URL {
  if (!URL.canParse(given)) throw wrongSetting(`${setting} is "${given}"; ${otherwise}`)
  const url = new URL(given)
  const near = ['127.0.0.1', '[::1]'].includes(url.hostname) || !/[.:]/.test(url.hostname)
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && near)) throw wrongSetting(`${setting} is "${given}"; use https, so that ${secret} is not sent in clear`)
  if (url.pathname !== '/' || url.search !== '' || url.username !== '') throw wrongSetting(`${setting} is "${given}"; give the address alone, without a path`)
  return url
}

import { lookup } from 'node:dns'
import type { LookupAddress } from 'node:dns'
import { BlockList, isIP } from 'node:net'
import type { LookupFunction } from 'node:net'
import { ConnectorError } from '../../domain/ports.ts'

/**
 * IPv4 ranges that are not public: this machine, private nets, link-local, documentation, multicast, reserved (IANA
 * special-purpose registry).
 */
const notPublic4 = [
  ['0.0.0.0', 8], ['10.0.0.0', 8], ['100.64.0.0', 10], ['127.0.0.0', 8], ['169.254.0.0', 16], ['172.16.0.0', 12], ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24], ['192.168.0.0', 16], ['198.18.0.0', 15], ['198.51.100.0', 24], ['203.0.113.0', 24], ['224.0.0.0', 4],
  ['240.0.0.0', 4],
] as const
/**
 * Of IPv6 only global unicast counts, less what tunnels to or stands for other addresses: so mapped IPv4, NAT64 and
 * local ranges are out by default.
 */
const global6 = ['2000::', 3] as const
const notPublic6 = [['2001::', 23], ['2001:db8::', 32], ['2002::', 16], ['3fff::', 20]] as const

const blocked = new BlockList()
for (const [net, bits] of notPublic4) blocked.addSubnet(net, bits, 'ipv4')
for (const [net, bits] of notPublic6) blocked.addSubnet(net, bits, 'ipv6')
const global = new BlockList()
global.addSubnet(global6[0], global6[1], 'ipv6')

/** True for an address that anybody on the internet may have. */
export function isPublic(address: string): boolean {
  const version = isIP(address)
  if (version === 4) return !blocked.check(address, 'ipv4')
  return version === 6 && global.check(address, 'ipv6') && !blocked.check(address, 'ipv6')
}

const refusal = (host: string): ConnectorError =>
  new ConnectorError('refused', 'address-refused', `"${host}" is not a public address; SOPs may call public https addresses only`)

/**
 * Reads the address that an author wrote; throws `ConnectorError`. `URL` has already turned decimal, octal and hex
 * spellings into plain ones.
 */
export function checkUrl(text: string, allowHosts: readonly string[]): URL {
  let url: URL
  try {
    url = new URL(text)
  } catch (cause) {
    throw new ConnectorError(
      'refused', 'address-refused', `"${text.slice(0, 200)}" is no address; write it as https://host/path`, { cause },
    )
  }
  if (url.username !== '' || url.password !== '') {
    throw new ConnectorError('refused', 'address-refused', 'an address must not carry a user or a password')
  }
  if (isAllowed(url, allowHosts) && /^https?:$/.test(url.protocol)) return url
  if (url.protocol !== 'https:') {
    throw new ConnectorError('refused', 'address-refused', `"${url.protocol}" is not allowed; write the address with https`)
  }
  const literal = url.hostname.replace(/^\[|\]$/g, '')
  if (isIP(literal) !== 0 && !isPublic(literal)) throw refusal(url.hostname)
  return url
}

/** The host of an address as lists of hosts name it, with its port where that is not the usual one; empty for what is no address. */
export const hostIn = (text: string): string => (URL.canParse(text) ? new URL(text).host : '')

/** True when the settings name the host, with its port where the address has one: `127.0.0.1:4020`. */
export const isAllowed = (url: URL, allowHosts: readonly string[]): boolean => allowHosts.includes(url.host)

/**
 * Resolves a name and refuses it when any of its addresses is not public. The connection uses exactly what was checked
 * here, so a name that changes its mind between the check and the call gains nothing.
 */
export const guardedLookup = (resolve: typeof lookup = lookup): LookupFunction => (host, options, done) => {
  resolve(host, { ...options, all: true }, (error, found: readonly LookupAddress[]) => {
    if (error !== null) return done(error, '', 0)
    const first = found[0]
    if (first === undefined || !found.every((one) => isPublic(one.address))) return done(refusal(host), '', 0)
    if (options.all === true) return done(null, [...found])
    done(null, first.address, first.family)
  })
}

import { createHash } from 'node:crypto'

/** Namespace of the keys given to Shopify; changing it would make every open refund a new one. */
const NAMESPACE = Buffer.from('6f1d0c5e2b7a4a53913e58c4d0a7be21', 'hex')

/** The name-based UUID (RFC 9562, version 5) of a business key: the same for the same key, on every machine. */
export function uuid5(name: string): string {
  const hash = createHash('sha1').update(NAMESPACE).update(name, 'utf8').digest().subarray(0, 16)
  hash.writeUInt8((hash.readUInt8(6) & 0x0f) | 0x50, 6)
  hash.writeUInt8((hash.readUInt8(8) & 0x3f) | 0x80, 8)
  return hash.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}

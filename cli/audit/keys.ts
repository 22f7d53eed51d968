import { createPublicKey, hash, verify, type KeyObject } from 'node:crypto'

/** Judges signatures by the keys that somebody was given. */
export interface Keys {
  /** `unknown`: by a key that is not among them. */
  judge(key: string, signed: string, signature: string): 'right' | 'wrong' | 'unknown'
}

/** Public Ed25519 keys in PEM, one after the other. Throws `RangeError` for a text without any. */
export function readKeys(text: string): Keys {
  const found = text.match(/-----BEGIN PUBLIC KEY-----[^-]+-----END PUBLIC KEY-----/g) ?? []
  const keys = new Map(found.map((pem) => {
    const key = createPublicKey(pem)
    return [hash('sha256', key.export({ type: 'spki', format: 'der' })).slice(0, 16), key] as const
  }))
  if (keys.size === 0) throw new RangeError('it holds no public key ("-----BEGIN PUBLIC KEY-----")')
  return {
    judge(name, signed, signature) {
      const key: KeyObject | undefined = keys.get(name)
      if (!key) return 'unknown'
      return verify(null, Buffer.from(signed), key, Buffer.from(signature, 'base64')) ? 'right' : 'wrong'
    },
  }
}

import { createPrivateKey, createPublicKey, generateKeyPairSync, hash, sign, type KeyObject } from 'node:crypto'
import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Signer } from '../../dispatcher/checkpoints.ts'

/** Where the key for checkpoints comes from. */
export interface KeySettings {
  /** The key itself: PEM, PKCS#8, Ed25519. */
  readonly pem: string | undefined
  /** A file that holds it. */
  readonly file: string | undefined
  /** Makes the file where it is not there: in a demo alone. */
  readonly make: boolean
}

/** A key that signs, and what others check it by. */
export interface CheckpointKey extends Signer {
  /** PEM. */
  readonly publicKey: string
  readonly made: boolean
}

/** Reads the key. Throws `RangeError` naming the variable and what to do where there is none, or one of another kind. */
export function readCheckpointKey({ pem, file, make }: KeySettings): CheckpointKey {
  const made = pem === undefined && file !== undefined && make && !existsSync(file)
  if (made) writeKey(file)
  const variable = pem === undefined ? 'EVENKEEL_CHECKPOINT_KEY_FILE' : 'EVENKEEL_CHECKPOINT_KEY'
  const text = pem ?? textOf(file)
  const key = asKey(text)
  if (key?.asymmetricKeyType !== 'ed25519') throw new RangeError(`"${variable}" holds no private Ed25519 key as PEM: make one with "openssl genpkey -algorithm ed25519"`)
  const publicKey = createPublicKey(key).export({ type: 'spki', format: 'pem' }).toString()
  return { key: nameOf(createPublicKey(key)), publicKey, made, sign: (signed) => sign(null, Buffer.from(signed), key).toString('base64') }
}

/** Puts the public key beside the file of checkpoints, after those that were there before: what an auditor is to be given, and to keep elsewhere. */
export function putPublicKey(path: string, publicKey: string): void {
  if (existsSync(path) && readFileSync(path, 'utf8').includes(publicKey)) return
  mkdirSync(dirname(path), { recursive: true })
  appendFileSync(path, publicKey)
}

function textOf(file: string | undefined): string {
  if (file === undefined) throw new RangeError('"EVENKEEL_CHECKPOINT_FILE" is set and no key is: set "EVENKEEL_CHECKPOINT_KEY_FILE" to a file made with "openssl genpkey -algorithm ed25519"')
  if (!existsSync(file)) throw new RangeError(`"EVENKEEL_CHECKPOINT_KEY_FILE" names "${file}", which is not there: make it with "openssl genpkey -algorithm ed25519 -out ${file}", readable for the dispatcher alone`)
  return readFileSync(file, 'utf8')
}

function asKey(pem: string): KeyObject | undefined {
  try {
    // An environment variable may have its lines in one.
    return createPrivateKey(pem.replaceAll('\\n', '\n'))
  } catch {
    return undefined
  }
}

function writeKey(file: string): void {
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600, flag: 'wx' })
}

/** A key is named by the first 16 digits of the sha256 of its public half (SPKI, DER). */
const nameOf = (key: KeyObject): string => hash('sha256', key.export({ type: 'spki', format: 'der' })).slice(0, 16)

import { createHash, randomBytes } from 'node:crypto'

/** 256 random bits as text: nobody guesses it, so that a plain hash of it is enough. */
export const newSecret = (): string => randomBytes(32).toString('base64url')

/** What is kept of a secret: sha256, hex. */
export const hashOf = (secret: string): string => createHash('sha256').update(secret).digest('hex')

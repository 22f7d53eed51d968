import { hash } from 'node:crypto'
import type { Sha256 } from '../../domain/audit/link.ts'

/** sha256 by Node. */
export const sha256: Sha256 = (bytes) => hash('sha256', bytes, 'buffer')

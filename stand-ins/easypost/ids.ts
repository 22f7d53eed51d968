import { randomUUID } from 'node:crypto'

/** An id as the vendor makes them: `trk_` and 32 hexadecimal digits. */
export const newId = (prefix: string): string => `${prefix}_${randomUUID().replaceAll('-', '')}`

/** An instant as the vendor writes them, in UTC without milliseconds. */
export const instant = (now: number): string => `${new Date(now).toISOString().slice(0, 19)}Z`

import type { Alarm } from '../domain/ports.ts'
import type { ApiDeps } from './deps.ts'

const WEEK_MS = 7 * 86_400_000

/** The alarms of the last 7 days, newest first, at most 200. */
export const recentAlarms = ({ alarms, now }: Pick<ApiDeps, 'alarms' | 'now'>): Promise<readonly Alarm[]> => alarms.since(now() - WEEK_MS)

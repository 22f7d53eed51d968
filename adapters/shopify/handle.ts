import type { JsonObject } from '../../domain/json.ts'
import { textOr } from './fields.ts'
import { uuid5 } from './uuid.ts'

/** What the handles of our holds and the tags of our drafts begin with: by that webhooks of our own doing are known again. */
export const MARK = 'evenkeel-'

/** The name of a case in the shop: the same for the same case; 45 characters, of the 64 that a hold's handle may have. */
export const handleOf = (caseId: string): string => `${MARK}${uuid5(caseId)}`
/** The same for tags, which may have 40 characters. */
export const tagOf = (caseId: string): string => `${MARK}${uuid5(caseId).replaceAll('-', '').slice(0, 31)}`
/** Whether the hold was placed by a case, whichever it was. */
export const isOurs = (hold: JsonObject): boolean => textOr(hold, '', 'handle').startsWith(MARK)

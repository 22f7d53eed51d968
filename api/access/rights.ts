import type { Person } from '../../domain/organisation.ts'

/** What somebody may be here: the accesses of the organisation file, and a token of another system. */
export type Role = Person['access'][number] | 'integration'

/**
 * How a caller stands to what they ask about. A task is their `own` when they hold it or it is for them by name, their `team`'s when
 * it is for a role of theirs or they were told that it climbed; a case is their own when they opened it.
 */
export type Relation = 'own' | 'team' | 'others'

/** What decides the relation: nothing, the case or the task that the address names. */
export type About = 'nothing' | 'case' | 'task'

/** One row of the table of rights. */
export interface Row {
  readonly method: 'GET' | 'POST'
  /** As the router has it: `/api/cases/:caseId`. */
  readonly path: string
  readonly about: About
  /** For the sentence of a refusal: `"ana" may not cancel cases`. */
  readonly doing: string
  /** Per role, which objects; a role that is not there may not. `anybody` asks nobody who they are. */
  readonly may: 'anybody' | Rights
}

/** Which objects each role may use a route on. */
export type Rights = Readonly<Partial<Record<Role, readonly Relation[]>>>

/** Every relation there is. */
export const RELATIONS: readonly Relation[] = ['own', 'team', 'others']
/** Every role there is. */
export const ROLES: readonly Role[] = ['staff', 'approver', 'ops_lead', 'manager', 'auditor', 'admin', 'integration']

/** Whether any of the roles may, given how the caller stands to the object. */
export const mayDo = (may: Rights, roles: readonly Role[], relation: Relation): boolean => roles.some((role) => may[role]?.includes(relation) === true)

/** Whether the answer is the same for every object, so that nothing has to be looked up. */
export const sameForAll = (may: Rights, roles: readonly Role[]): boolean => RELATIONS.every((relation) => mayDo(may, roles, relation) === mayDo(may, roles, 'own'))

/** Roles that may on at least one object, in the order of the table. */
export const rolesThatMay = (may: Rights): readonly Role[] => (Object.keys(may) as Role[]).filter((role) => (may[role]?.length ?? 0) > 0)

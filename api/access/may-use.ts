import { mayDo, type Role, type Row } from './rights.ts'
import { TABLE } from './table.ts'

/** Whether somebody with these accesses may use a route that is about no case and no task, so that pages offer nothing in vain. */
export function mayUse(method: Row['method'], path: string, roles: readonly Role[]): boolean {
  const row = TABLE.find((one) => one.method === method && one.path === path)
  return row !== undefined && (row.may === 'anybody' || mayDo(row.may, roles, 'own'))
}

import type { SignInParts } from '../../api/sign-in/deps.ts'
import type { ApiToken } from '../../domain/sign-in.ts'

/** A token of another system that every fake knows. */
export const ERP_TOKEN = 'ek_erp'
/** The password of everybody who has one here, which is Ana. */
export const PASSWORD = 'correct horse battery'

/** Sessions, accounts and tokens in memory; secrets are counted, not random. */
export function fakeSignIn(over: Partial<SignInParts> = {}) {
  const sessions = new Map<string, { person: string; method: string }>()
  const erp: ApiToken = { id: '7', name: 'erp', roles: ['support'], person: null, createdAt: 0, lastUsedAt: null, revokedAt: null }
  const tokens = new Map<string, ApiToken>([[ERP_TOKEN, erp]])
  const checked: (string | null)[] = []
  const waited: number[] = []
  let begun = 0
  const parts: SignInParts = {
    sessions: {
      begin: async (person, method) => { const secret = `secret-${++begun}`; sessions.set(secret, { person, method }); return secret },
      find: async (secret) => sessions.get(secret)?.person,
      end: async (secret) => void sessions.delete(secret),
      endAll: async (person) => {
        const theirs = [...sessions].filter(([, one]) => one.person === person)
        for (const [secret] of theirs) sessions.delete(secret)
        return theirs.length
      },
    },
    accounts: {
      setPassword: async () => undefined,
      isPassword: async (person, password) => { checked.push(person); return person === 'ana' && password === PASSWORD },
      count: async () => 1,
    },
    tokens: {
      create: async ({ name, roles, person }) => { const token = `ek_${name}`; tokens.set(token, { ...erp, id: name, name, roles, person }); return { id: name, token } },
      find: async (token) => tokens.get(token),
      list: async () => [...tokens.values()],
      revoke: async (id) => { const found = [...tokens].find(([, one]) => one.id === id); return found ? tokens.delete(found[0]) : false },
    },
    ways: { password: true, mail: false, openid: false },
    wait: async (ms) => void waited.push(ms),
    ...over,
  }
  return { parts, sessions, tokens, checked, waited }
}

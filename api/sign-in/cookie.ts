import type { CookieOptions } from 'express'

/**
 * The cookie that holds a session's secret. With https no other host, path or plain connection can set or read it, which its name
 * makes browsers promise; without, it is for this machine alone.
 */
export function sessionCookie(publicUrl: string): { readonly name: string; readonly options: CookieOptions } {
  const secure = publicUrl.startsWith('https:')
  return { name: secure ? '__Host-evenkeel' : 'evenkeel_session', options: { httpOnly: true, sameSite: 'lax', path: '/', secure } }
}

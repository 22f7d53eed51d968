import type { CookieOptions } from 'express'

/**
 * The cookie that holds a session's secret. With https no other host, path or plain connection can set or read it, which its name
 * makes browsers promise; without, it is for this machine alone.
 */
export const sessionCookie = (publicUrl: string): Cookie => cookie(publicUrl, '__Host-evenkeel', 'evenkeel_session')

/** The cookie that tells the browser which asked for a link from any other that follows it. */
export const browserCookie = (publicUrl: string): Cookie => cookie(publicUrl, '__Host-evenkeel-browser', 'evenkeel_browser')

/** The cookie that a sign-in at the provider comes back with. */
export const openIdCookie = (publicUrl: string): Cookie => cookie(publicUrl, '__Host-evenkeel-openid', 'evenkeel_openid')

interface Cookie {
  readonly name: string
  readonly options: CookieOptions
}

function cookie(publicUrl: string, secureName: string, plainName: string): Cookie {
  const secure = publicUrl.startsWith('https:')
  return { name: secure ? secureName : plainName, options: { httpOnly: true, sameSite: 'lax', path: '/', secure } }
}

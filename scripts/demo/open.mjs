import { spawn } from 'node:child_process'

/** Opens a page where there is somebody to look at it; elsewhere and on failure nothing happens. @param {string} url */
export function openBrowser(url) {
  const screen = process.platform === 'darwin' || process.env.DISPLAY || process.env.WAYLAND_DISPLAY
  if (!process.stderr.isTTY || process.env.CI || !screen) return
  const opener = spawn(process.platform === 'darwin' ? 'open' : 'xdg-open', [url], { detached: true, stdio: 'ignore' })
  opener.on('error', () => undefined)
  opener.unref()
}

import { createHash } from 'node:crypto'

/** All that the pages look like; light and dark, no picture, no font to fetch. */
export const STYLE = `
:root { color-scheme: light dark; --ground: #f6f6f4; --surface: #fff; --text: #1b1c1e; --quiet: #565a61; --edge: #85898f; --line: #d8d9d6; --accent: #0b5cad; --on-accent: #fff; --breach: #a51d1d; }
@media (prefers-color-scheme: dark) { :root { --ground: #16181b; --surface: #1f2226; --text: #ecedee; --quiet: #a9aeb6; --edge: #7d838b; --line: #3a3f45; --accent: #7db7f5; --on-accent: #0b1520; --breach: #ff9d94; } }
*, *::before, *::after { box-sizing: border-box; }
html { font: 100%/1.5 system-ui, -apple-system, 'Segoe UI', Helvetica, Arial, sans-serif; background: var(--ground); color: var(--text); }
body { margin: 0; overflow-wrap: anywhere; }
main { max-width: 42rem; margin: 0 auto; padding: 16px 16px 48px; }
h1 { font-size: 1.625rem; line-height: 1.25; margin: 4px 0 8px; }
h2 { font-size: 1rem; margin: 20px 0 4px; color: var(--quiet); }
p { margin: 0 0 8px; white-space: pre-line; }
a { color: var(--accent); }
ul { margin: 0 0 8px; padding-left: 20px; }
dl { display: grid; grid-template-columns: minmax(6rem, auto) minmax(0, 1fr); gap: 4px 16px; margin: 0 0 8px; }
dt { color: var(--quiet); } dd { margin: 0; }
small, .help { color: var(--quiet); font-size: 0.875rem; display: block; margin: 0; }
.do { font-size: 1.125rem; font-weight: 600; }
form { display: flex; flex-direction: column; gap: 16px; padding: 16px; margin-top: 20px; background: var(--surface); border: 1px solid var(--line); border-radius: 8px; }
fieldset { border: 0; margin: 0; padding: 0; min-width: 0; } legend, label { font-weight: 600; padding: 0; }
.choices { display: flex; flex-wrap: wrap; gap: 8px; margin-top: 4px; }
.choice { display: flex; flex: 1 1 auto; gap: 8px; align-items: center; min-height: 48px; padding: 8px 12px; border: 1px solid var(--edge); border-radius: 8px; font-weight: 400; }
.choice:has(:checked) { border-color: var(--accent); box-shadow: inset 0 0 0 1px var(--accent); font-weight: 600; }
input, textarea, button { font: inherit; color: inherit; }
input:not([type='radio'], [type='checkbox']), textarea { width: 100%; min-height: 44px; padding: 8px 12px; border: 1px solid var(--edge); border-radius: 8px; background: var(--ground); }
input[type='radio'], input[type='checkbox'] { width: 20px; height: 20px; margin: 0; accent-color: var(--accent); flex: none; }
[aria-invalid='true'] { border: 2px solid var(--breach) !important; }
button { min-height: 48px; padding: 8px 16px; border: 1px solid var(--accent); border-radius: 8px; background: var(--accent); color: var(--on-accent); font-weight: 600; cursor: pointer; }
summary { padding: 10px 0; color: var(--accent); cursor: pointer; }
.error, .problem { color: var(--breach); font-weight: 600; margin: 4px 0 0; }
.problem { border-left: 4px solid var(--breach); padding: 4px 12px; margin: 12px 0; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
@media print { form { display: none; } }
`

/** What the pages may do: be shown, and send their own form back. The one style is known by its hash; no script runs, nothing is fetched. */
export const POLICY = [
  "default-src 'none'", `style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`, "form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'",
].join('; ')

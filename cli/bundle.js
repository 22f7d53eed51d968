import { mkdirSync, renameSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/**
 * Puts the command line and all that it imports into one file: finding and reading five hundred modules takes as long as checking the
 * SOPs of a shop. What is loaded only when it is needed still runs only then.
 * @param {string} file absolute path of what is made; it is there whole or not at all
 * @returns {Promise<void>} rejects where it cannot be built or written
 */
export async function bundle(file) {
  const { build } = await import('esbuild')
  const half = `${file}.${process.pid}`
  mkdirSync(dirname(file), { recursive: true })
  await build({
    entryPoints: [fileURLToPath(new URL('./main.ts', import.meta.url))],
    outfile: half,
    bundle: true,
    platform: 'node',
    target: 'node20',
    // Only a script can be compiled ahead of its run; it has neither `import()` nor an address of its own.
    format: 'cjs',
    supported: { 'dynamic-import': false },
    define: { 'import.meta.url': 'address' },
    banner: { js: 'const address = require("node:url").pathToFileURL(__filename).href;' },
    alias: { yaml: plainYaml() },
    // What only `sop connectors check` needs stays where it is: the file is read at every start.
    external: ['nodemailer', 'imapflow', '@slack/web-api'],
    plugins: [stripeApart],
    legalComments: 'none',
    logLevel: 'silent',
  })
  renameSync(half, file)
}

/** The build of "yaml" for anywhere: the one for Node asks the environment, at every word of a file, whether it shall print it. */
function plainYaml() {
  const at = createRequire(import.meta.url).resolve('yaml/package.json')
  return join(dirname(at), 'browser/index.js')
}

/**
 * What "stripe" is to a script is the class itself, and no module that has it.
 * @type {import('esbuild').Plugin}
 */
const stripeApart = {
  name: 'stripe apart',
  setup({ onLoad, onResolve }) {
    onResolve({ filter: /^stripe$/ }, ({ namespace }) => (namespace === 'stripe' ? { path: 'stripe', external: true } : { path: 'stripe', namespace: 'stripe' }))
    onLoad({ filter: /^stripe$/, namespace: 'stripe' }, () => ({ contents: 'exports.Stripe = require("stripe")' }))
  },
}

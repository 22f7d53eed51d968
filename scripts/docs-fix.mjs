// npm run docs:fix: rewrites what documents and golden files show from real runs. Read the diff before committing it.
import './setup/node-version.mjs'
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { projectFolder } from './setup/paths.mjs'

const args = ['run', '--project', 'fast', '--project', 'long', 'test/compiler/golden.test.ts', 'test/compiler/editor.long.test.ts']
const ended = spawnSync(process.execPath, [join(projectFolder, 'node_modules/vitest/vitest.mjs'), ...args], {
  cwd: projectFolder, stdio: 'inherit', env: { ...process.env, UPDATE_GOLDEN: '1' },
})
process.exitCode = ended.status ?? 1

import { render } from 'preact'
import './style/tokens.css'
import './style/base.css'
import './style/parts.css'
import './style/rosters.css'
import { App } from './app.tsx'
import { followLinks } from './router.ts'

document.addEventListener('click', followLinks)
const root = document.getElementById('app')
if (root) render(<App />, root)

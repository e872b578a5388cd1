// With `node --import`: this process and those that jest starts from it take the TypeScript of tests (hooks.js).
import { register } from 'node:module'

process.setSourceMapsEnabled(true)
register('./hooks.js', import.meta.url)

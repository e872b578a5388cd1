// `npm run openapi`: writes what the contracts promise, as api/openapi.json and as the client's types.
import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import openapiTS, { astToString } from 'openapi-typescript'

const root = join(import.meta.dirname, '..')
const tsc = join(root, 'node_modules/typescript/bin/tsc')
// Unchecked: the client may well not agree with its types until they are written anew.
const compile = [tsc, '-p', 'tsconfig.build.json', '--noCheck']
if (spawnSync(process.execPath, compile, { cwd: root, stdio: 'inherit' }).status !== 0) process.exit(1)
const { createOpenapi } = await import('../dist/src/api/openapi.js')
const document = createOpenapi()
writeFileSync(join(root, 'api/openapi.json'), `${JSON.stringify(document, null, 2)}\n`)
const types = astToString(await openapiTS(document))
writeFileSync(
  join(root, 'client/schema.d.ts'),
  `// Generated from the API's contracts by \`npm run openapi\`.\n${types}`,
)
console.log('api/openapi.json and client/schema.d.ts are written')

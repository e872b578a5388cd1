// `npm run openapi`: writes what the contracts promise, as api/openapi.json and as the client's types, and what is published
// on the bus, as api/asyncapi.json; and what the schemas of config/ take from the declared sources.
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
const { readPolicy } = await import('../dist/src/policy/load-policy.js')
const { readManifest } = await import('../dist/src/mapping/load-manifests.js')
const config = join(root, 'config')
const policy = readPolicy(config, readManifest(join(config, 'tittbehorighet')))
const document = createOpenapi({ policy, address: 'https://insyn.example' })
writeFileSync(join(root, 'api/openapi.json'), `${JSON.stringify(document, null, 2)}\n`)
const types = astToString(await openapiTS(document))
writeFileSync(
  join(root, 'client/schema.d.ts'),
  `// Generated from the API's contracts by \`npm run openapi\`.\n${types}`,
)
const { createAsyncapi } = await import('../dist/src/bus/asyncapi.js')
const { API } = await import('../dist/src/api/contracts/api-info.js')
writeFileSync(join(root, 'api/asyncapi.json'), `${JSON.stringify(createAsyncapi(API.apiVersion), null, 2)}\n`)
const { sourcesSchema } = await import('../dist/src/hub/published-schema.js')
writeFileSync(join(root, 'config/schema/kallor.schema.json'), `${JSON.stringify(sourcesSchema(), null, 2)}\n`)
console.log('api/openapi.json, api/asyncapi.json, client/schema.d.ts and config/schema/kallor.schema.json are written')

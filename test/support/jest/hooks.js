import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { transform } from 'esbuild'

const GLOBALS = new URL('./globals.js', import.meta.url).href
const TYPESCRIPT = /^file:.*\.(tsx?)$/

export const resolve = (specifier, context, next) =>
  specifier === '@jest/globals' ? { url: GLOBALS, shortCircuit: true } : next(specifier, context)

export async function load(url, context, next) {
  const loader = TYPESCRIPT.exec(url)?.[1]
  if (loader === undefined) return next(url, context)
  const sourcefile = fileURLToPath(url)
  const { code } = await transform(await readFile(sourcefile, 'utf8'), {
    ...{ loader, target: 'node20', jsx: 'automatic', jsxImportSource: 'preact' },
    ...{ sourcefile, sourcemap: 'inline', sourcesContent: false },
  })
  return { format: 'module', source: code, shortCircuit: true }
}

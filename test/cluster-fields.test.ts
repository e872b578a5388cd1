import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import ts from 'typescript'
import { parseAllDocuments } from 'yaml'

const ROOT = join(import.meta.dirname, '..')
const BASE = join(ROOT, 'deploy/k8s/base')

interface Manifest {
  readonly apiVersion: string
  readonly kind: string
  readonly spec?: object
}
const base = readdirSync(BASE)
  .filter((name) => name !== 'kustomization.yaml')
  .flatMap((name) => parseAllDocuments(readFileSync(join(BASE, name), 'utf8')).map((one) => one.toJS() as Manifest))

/** What the compiler says of documents as literals of Kubernetes' own types: unlike its schemas, these know no other fields. */
function strangeFields(documents: readonly Manifest[]): string[] {
  const file = join(ROOT, 'test/cluster-documents.ts')
  const text = documents.map(
    (one, index) =>
      `import type { I${one.kind} as Kind${index} } from 'kubernetes-models/${one.apiVersion}/${one.kind}'\n` +
      `export const document${index}: Kind${index} = ${JSON.stringify(one)}\n`,
  )
  const options = { noEmit: true, strict: true, skipLibCheck: true, types: [], module: ts.ModuleKind.CommonJS }
  const disk = ts.createCompilerHost(options)
  const host: ts.CompilerHost = {
    ...disk,
    fileExists: (name) => name === file || disk.fileExists(name),
    getSourceFile: (name, ...others) =>
      name === file
        ? ts.createSourceFile(name, text.join(''), ts.ScriptTarget.ESNext)
        : disk.getSourceFile(name, ...others),
  }
  return ts
    .getPreEmitDiagnostics(ts.createProgram([file], options, host))
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, ' '))
}

test('no document of the cluster has a field that Kubernetes does not know', () => {
  expect(base.length).toBeGreaterThan(5)
  expect(strangeFields(base)).toEqual([])
  const [deployment] = base.filter(({ kind }) => kind === 'Deployment')
  if (deployment === undefined) throw new Error('no deployment')
  const misspelt = { ...deployment, spec: { ...deployment.spec, minReadySecond: 5 } }
  expect(strangeFields([misspelt])).toEqual([expect.stringContaining('minReadySecond')])
})

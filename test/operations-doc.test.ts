import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from '@jest/globals'
import ts from 'typescript'

const LEVELS = ['info', 'warn', 'error']
const METRIC_TYPES: Readonly<Record<string, string>> = { Counter: 'counter', Gauge: 'gauge', Histogram: 'histogram' }

test('every log event of the code, with its levels, has its line in docs/operations.md, and every line its event', () => {
  const events = logEvents(sources())
  expect(events.length).toBeGreaterThan(30)
  expect(tableOf('Log events').map(([event, levels]) => `${event}: ${levels}`)).toEqual(events)
})

test('every metric of the code, with its labels and type, has its line in docs/operations.md, and every line its metric', () => {
  const metrics = metricsOf(sources())
  expect(metrics.length).toBeGreaterThan(10)
  expect(
    tableOf('Metrics')
      .map(([name, type]) => `${name}: ${type}`)
      .sort(),
  ).toEqual(metrics)
})

test('an event that is not a literal, or that another level writes, is found', () => {
  const written = parsed('a.ts', `log.info('one'); deps.log[bad ? 'warn' : 'info']('one'); log.error(name)`)
  expect(() => logEvents([written])).toThrow('a.ts: log.error(name)')
  expect(logEvents([parsed('a.ts', `log[bad ? 'warn' : 'info']('two'); log.error('one')`)])).toEqual([
    'one: error',
    'two: info, warn',
  ])
})

/** `event: level, level`, in order. */
function logEvents(files: readonly ts.SourceFile[]): string[] {
  const levelsOf = new Map<string, Set<string>>()
  for (const file of files)
    visit(file, (node) => {
      if (!ts.isCallExpression(node)) return
      const levels = levelsCalled(node.expression)
      if (levels.length === 0) return
      const [event] = node.arguments
      if (event === undefined || !ts.isStringLiteral(event)) throw new Error(`${file.fileName}: ${node.getText(file)}`)
      levelsOf.set(event.text, new Set([...(levelsOf.get(event.text) ?? []), ...levels]))
    })
  return [...levelsOf]
    .map(([event, levels]) => `${event}: ${LEVELS.filter((one) => levels.has(one)).join(', ')}`)
    .sort()
}

/** Of `log.warn` or `log[condition ? 'info' : 'warn']`; none of any other expression. */
function levelsCalled(callee: ts.Expression): string[] {
  if (!ts.isPropertyAccessExpression(callee) && !ts.isElementAccessExpression(callee)) return []
  const receiver = ts.isPropertyAccessExpression(callee.expression) ? callee.expression.name : callee.expression
  if (!ts.isIdentifier(receiver) || receiver.text !== 'log') return []
  if (ts.isPropertyAccessExpression(callee)) return LEVELS.filter((one) => one === callee.name.text)
  const found: string[] = []
  visit(callee.argumentExpression, (node) => {
    if (ts.isStringLiteral(node) && LEVELS.includes(node.text)) found.push(node.text)
  })
  return found
}

/** `name{label,label}: type`, in order. */
function metricsOf(files: readonly ts.SourceFile[]): string[] {
  const found: string[] = []
  for (const file of files)
    visit(file, (node) => {
      if (!ts.isNewExpression(node) || !ts.isIdentifier(node.expression)) return
      const type = METRIC_TYPES[node.expression.text]
      const [options] = node.arguments ?? []
      if (type === undefined || options === undefined || !ts.isObjectLiteralExpression(options)) return
      const [name] = strings(options, 'name', file)
      if (name === undefined) throw new Error(`${file.fileName}: a metric without a literal name`)
      const labels = strings(options, 'labelNames', file)
      found.push(`${name}${labels.length === 0 ? '' : `{${labels.join(',')}}`}: ${type}`)
    })
  return found.sort()
}

/** The string literals of a property, also of one that refers to a constant of the same file. */
function strings(object: ts.ObjectLiteralExpression, property: string, file: ts.SourceFile): string[] {
  const found: string[] = []
  const collect = (node: ts.Node) =>
    visit(node, (child) => {
      if (ts.isStringLiteral(child)) found.push(child.text)
    })
  for (const one of object.properties) {
    if (one.name?.getText(file) !== property) continue
    if (ts.isPropertyAssignment(one)) collect(one.initializer)
    else
      visit(file, (node) => {
        if (ts.isVariableDeclaration(node) && node.name.getText(file) === property && node.initializer !== undefined)
          collect(node.initializer)
      })
  }
  return found
}

/** The first two cells of each row of the table under a heading, without backticks. */
function tableOf(heading: string): [string, string][] {
  const text = readFileSync('docs/operations.md', 'utf8')
  const section = text.split(/^## /m).find((one) => one.startsWith(`${heading}\n`)) ?? ''
  return [...section.matchAll(/^\| `([^`]+)` \| ([^|]+) \|/gm)].map(([, name = '', second = '']) => [name, second])
}

function visit(node: ts.Node, see: (node: ts.Node) => void): void {
  see(node)
  ts.forEachChild(node, (child) => visit(child, see))
}

const parsed = (name: string, text: string) => ts.createSourceFile(name, text, ts.ScriptTarget.Latest, true)

let parsedOnce: readonly ts.SourceFile[] | undefined
const sources = (): readonly ts.SourceFile[] => (parsedOnce ??= readSources())
const readSources = (): ts.SourceFile[] =>
  readdirSync('src', { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts') && !file.includes('/testing/'))
    .map((file) => parsed(file, readFileSync(`src/${file}`, 'utf8')))

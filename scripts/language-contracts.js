// The names that contracts give, read from the contracts themselves: never a list kept by hand.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'
import { parse } from 'yaml'

/** TypeScript files whose types are what leaves the hub: access records, receipts, exports, records on the bus. */
const TYPED = [
  'src/atkomstlogg/access.ts',
  'src/atkomstlogg/record.ts',
  'src/atkomstlogg/export-format.ts',
  'src/atkomstlogg/key-succession.ts',
  'src/avtal/receipt.ts',
  'src/bus/log-message.ts',
  'src/operations/notices/notice.ts',
  'src/review/follow-up/closing.ts',
  'src/review/follow-up/details.ts',
  'src/review/follow-up/rules-file.ts',
]

/**
 * `names`: property names, parameters and enumerated values of every contract. `published`: names of its schemas, which the
 * constants that hold those schemas bear, and environment variables.
 */
export function contractWords(root) {
  const names = new Set()
  const published = new Set()
  const read = (file) => readFileSync(join(root, file), 'utf8')
  for (const file of ['api/openapi.json', 'api/asyncapi.json', ...inFolder(root, 'config/schema', '.json')]) {
    const document = JSON.parse(read(file))
    addSchema(document, names)
    for (const part of Object.values(document.components ?? {}))
      for (const name of Object.keys(part)) published.add(name)
  }
  for (const [name] of read('README.md').matchAll(/\bINSYN_[A-Z_]+/g)) published.add(name)
  for (const file of inFolder(root, 'config/tittbehorighet', '.yaml')) addManifest(parse(read(file)), names)
  for (const folder of readdirSync(join(root, 'src/adapters'), { withFileTypes: true }))
    if (folder.isDirectory()) addAdapter(root, `src/adapters/${folder.name}`, names)
  for (const file of TYPED) addTypes(file, read(file), names)
  addLiterals(read('src/errors.ts'), names)
  addLiterals(read('simulators/faults.ts'), names)
  for (const file of inFolder(root, 'config', '.yaml')) addKeys(parse(read(file)), names)
  for (const file of borders(root)) addTypebox(read(file), names)
  for (const file of inFolder(root, 'src/cli', '.ts')) addOptions(read(file), names)
  return { names, published }
}

function inFolder(root, folder, ending) {
  return readdirSync(join(root, folder))
    .filter((file) => file.endsWith(ending))
    .map((file) => `${folder}/${file}`)
}

function addSchema(node, names) {
  if (Array.isArray(node)) return node.forEach((one) => addSchema(one, names))
  if (typeof node !== 'object' || node === null) return
  for (const holder of ['properties', 'examples', 'messages'])
    if (!Array.isArray(node[holder])) for (const name of Object.keys(node[holder] ?? {})) names.add(name)
  if (typeof node.in === 'string' && typeof node.name === 'string') names.add(node.name)
  for (const value of [node.enum, node['x-extensible-enum'], node.const].flat())
    if (typeof value === 'string') names.add(value)
  for (const value of Object.values(node)) addSchema(value, names)
}

/** A manifest: its own keys, the columns of the source, and the fields that they become. */
function addManifest(node, names) {
  if (typeof node === 'string') return void names.add(node)
  if (Array.isArray(node)) return node.forEach((one) => addManifest(one, names))
  if (typeof node !== 'object' || node === null) return
  for (const [key, value] of Object.entries(node)) {
    names.add(key)
    addManifest(value, names)
  }
}

/** A peer's own contract lies in the folder of its adapter. */
function addAdapter(root, folder, names) {
  for (const file of inFolder(root, folder, '.wsdl'))
    for (const [, name] of readFileSync(join(root, file), 'utf8').matchAll(/\b(?:name|value)="([^"]+)"/g))
      names.add(name)
  for (const file of inFolder(root, folder, '').filter((one) => one.includes('/openapi.')))
    addSchema(parse(readFileSync(join(root, file), 'utf8')), names)
}

function addTypes(file, text, names) {
  visit(ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true), (node) => {
    if (ts.isPropertySignature(node) && ts.isIdentifier(node.name)) names.add(node.name.text)
    if (ts.isLiteralTypeNode(node) && ts.isStringLiteral(node.literal)) names.add(node.literal.text)
  })
}

/** Codes of failures, and names of the faults that a simulator is told to have. */
function addLiterals(text, names) {
  visit(ts.createSourceFile('codes.ts', text, ts.ScriptTarget.Latest, true), (node) => {
    if (ts.isStringLiteral(node)) names.add(node.text)
  })
}

/** Names that the installation gives: roles, purposes, clients, fields. */
function addKeys(node, names) {
  if (typeof node !== 'object' || node === null) return
  for (const [key, value] of Object.entries(node)) {
    names.add(key)
    addKeys(value, names)
  }
}

/** Source files that declare what crosses a border, as TypeBox or JSON Schema. */
function borders(root) {
  return ['src', 'simulators'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
      .map((file) => `${folder}/${file}`),
  )
}

/** The keys of `Type.Object({ … })` and of `properties: { … }`. */
function addTypebox(text, names) {
  if (!text.includes('Type.Object') && !text.includes('properties')) return
  visit(ts.createSourceFile('schema.ts', text, ts.ScriptTarget.Latest, true), (node) => {
    if (ts.isCallExpression(node) && node.expression.getText() === 'Type.Object') addMembers(node.arguments[0], names)
    if (ts.isPropertyAssignment(node) && node.name.getText() === 'properties') addMembers(node.initializer, names)
  })
}

function addMembers(object, names) {
  if (object === undefined || !ts.isObjectLiteralExpression(object)) return
  for (const { name } of object.properties) if (name !== undefined && ts.isIdentifier(name)) names.add(name.text)
}

/** The options of the command line, as written where a command is declared: `--utan-antal`, `--fil <fil>`. */
function addOptions(text, names) {
  visit(ts.createSourceFile('cli.ts', text, ts.ScriptTarget.Latest, true), (node) => {
    const option = ts.isStringLiteral(node) ? /^--([a-z-]+)(?: <.+>)?$/.exec(node.text)?.[1] : undefined
    if (option !== undefined) names.add(option.replace(/-([a-z])/g, (_, letter) => letter.toUpperCase()))
  })
}

function visit(node, see) {
  see(node)
  ts.forEachChild(node, (child) => visit(child, see))
}

// `npm run language`, part of `npm run check`: every declared name and every file name is English, apart from the
// customer's nouns, as property names the words of contracts, and the columns that bear a contract's field. `--list` prints the words that are not, with counts.
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import ts from 'typescript'
import { contractWords } from './language-contracts.js'

const ROOT = join(import.meta.dirname, '..')
const FOLDERS = ['src', 'simulators', 'bench', 'test', 'scripts', 'api', 'client', 'migrations']
/** Written from the contracts by `npm run openapi`. */
const GENERATED = ['client/schema.d.ts']
const ENGLISH = 'scripts/language-english.txt'
const DOMAIN = 'scripts/language-domain.json'

/** The words of a name: camelCase, kebab-case, snake_case; without digits. */
export const wordsOf = (name) =>
  name
    .replace(/([a-zåäö])([A-ZÅÄÖ])/g, '$1 $2')
    .replace(/([A-ZÅÄÖ]+)([A-ZÅÄÖ][a-zåäö])/g, '$1 $2')
    .split(/[^A-Za-zÅÄÖåäö]+/)
    .filter((word) => word.length > 1)
    .map((word) => word.toLowerCase())

/** The names that one TypeScript or JavaScript file declares: each with whether it is a property, and its line. */
export function declaredNames(file, text) {
  const names = []
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true)
  const visit = (node) => {
    if (isDeclaration(node) && node.name !== undefined && isNamed(node.name)) {
      const { line } = source.getLineAndCharacterOfPosition(node.name.getStart())
      names.push({ name: node.name.text, property: isProperty(node), line: line + 1 })
    }
    ts.forEachChild(node, visit)
  }
  visit(source)
  return names
}

/** A quoted name that is no identifier is data: a header, a code, a name of a fault. */
const isNamed = (name) =>
  ts.isIdentifier(name) || ts.isPrivateIdentifier(name) || (ts.isStringLiteral(name) && /^\w+$/.test(name.text))

const isDeclaration = (node) =>
  ts.isVariableDeclaration(node) ||
  ts.isParameter(node) ||
  ts.isBindingElement(node) ||
  ts.isFunctionDeclaration(node) ||
  ts.isFunctionExpression(node) ||
  ts.isClassDeclaration(node) ||
  ts.isInterfaceDeclaration(node) ||
  ts.isTypeAliasDeclaration(node) ||
  ts.isTypeParameterDeclaration(node) ||
  ts.isEnumDeclaration(node) ||
  ts.isEnumMember(node) ||
  ts.isNamedTupleMember(node) ||
  ts.isNamespaceImport(node) ||
  ts.isImportClause(node) ||
  ((ts.isImportSpecifier(node) || ts.isExportSpecifier(node)) && node.propertyName !== undefined) ||
  isMember(node)

const isMember = (node) =>
  ts.isPropertySignature(node) ||
  ts.isPropertyDeclaration(node) ||
  ts.isPropertyAssignment(node) ||
  ts.isMethodSignature(node) ||
  ts.isMethodDeclaration(node) ||
  ts.isGetAccessorDeclaration(node) ||
  ts.isSetAccessorDeclaration(node)

/** `const { falt } = record` takes a property by its name, so that the name is the contract's. */
const isProperty = (node) =>
  isMember(node) ||
  (ts.isBindingElement(node) && node.propertyName === undefined && ts.isObjectBindingPattern(node.parent))

/** Tables, columns and functions of a migration: every word outside strings and comments. */
export function namesOfSql(text) {
  const names = []
  text.split('\n').forEach((row, index) => {
    for (const [name] of row.replace(/--.*|'[^']*'/g, '').matchAll(/[A-Za-z_][A-Za-z0-9_]*/g))
      names.push({ name, column: true, line: index + 1 })
  })
  return names
}

/** The words of one file that no list has: each with the name that it stands in. */
export function foreignWords(file, text, { words, contracts }) {
  const found = []
  const check = ({ name, property, column, line }) => {
    if (contracts.published.has(name) || (property && contracts.names.has(name))) return
    if (column && contracts.columns.has(name)) return
    for (const word of wordsOf(name)) if (!words.has(word)) found.push({ file, line, name, word })
  }
  check({ name: basename(file), property: false, line: 0 })
  for (const one of file.endsWith('.sql') ? namesOfSql(text) : declaredNames(file, text)) check(one)
  return found
}

const readDomain = () => JSON.parse(readFileSync(join(ROOT, DOMAIN), 'utf8'))

/** English and the customer's nouns; fails when a word stands in both, or twice. */
export function allowedWords() {
  const english = readFileSync(join(ROOT, ENGLISH), 'utf8').split('\n').filter(Boolean)
  const domain = Object.keys(readDomain().words)
  const words = new Set([...english, ...domain])
  if (words.size !== english.length + domain.length) throw new Error(`a word stands twice in ${ENGLISH} and ${DOMAIN}`)
  if (english.join() !== [...english].sort().join()) throw new Error(`${ENGLISH} is not sorted`)
  return words
}

export function lists() {
  const { names, published } = contractWords(ROOT)
  const domain = readDomain()
  for (const name of Object.keys(domain.names)) {
    if (names.has(name)) throw new Error(`${DOMAIN}: a contract already gives ${name}`)
    names.add(name)
  }
  return { words: allowedWords(), contracts: { names, published, columns: new Set(Object.keys(domain.columns)) } }
}

function files() {
  const listed = execFileSync('git', ['ls-files', '-co', '--exclude-standard', ...FOLDERS], {
    cwd: ROOT,
    encoding: 'utf8',
  })
  return listed.split('\n').filter((file) => /\.(tsx?|js|sql)$/.test(file) && !GENERATED.includes(file) && exists(file))
}

const exists = (file) => ts.sys.fileExists(join(ROOT, file))

function main() {
  const known = lists()
  const found = files().flatMap((file) => foreignWords(file, readFileSync(join(ROOT, file), 'utf8'), known))
  if (process.argv.includes('--list')) return list(found)
  for (const { file, line, name, word } of found) console.error(`${file}:${line} ${name}: "${word}"`)
  if (found.length === 0) return
  console.error(
    `\n${found.length} names hold words that are in no list. English: add the word to ${ENGLISH}. ` +
      `A noun of the customer's: add it to ${DOMAIN} and docs/glossary.md, with the reason. Any other: rename.`,
  )
  process.exitCode = 1
}

function list(found) {
  const counts = new Map()
  for (const { word } of found) counts.set(word, (counts.get(word) ?? 0) + 1)
  for (const [word, count] of [...counts].sort(([, a], [, b]) => b - a)) console.log(`${count}\t${word}`)
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) main()

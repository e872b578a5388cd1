#!/usr/bin/env node
// Checks what an Insyn hub has handed out of its access log: an export, the proof of one record, the proof that a log has
// only grown, or published checkpoints. One file, nothing but Node's own modules (20 or later; Deno and Bun have them too).
// docs/log-format.md describes the format, section by section. Everything that is read is untrusted except the key.
//
//   node insyn-verifier.mjs FILE --nyckel KEY [--nyckel KEY]... [--kontrollpunkt FILE-OR-FOLDER]...
//
// KEY: a text name+id+base64, or a file with one such text a line, obtained by another way than FILE. --kontrollpunkt: checkpoints
// that were kept where the hub's operator cannot write. Exit status: 0 FILE is what it claims to be; 1 it is not, and the
// first bad position is named: a line, or records [from, to) of which one is the first that is wrong; 2 nothing was checked.
import { createHash, createPublicKey, verify as isSignature } from 'node:crypto'
import { isUtf8 } from 'node:buffer'
import * as fs from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'

class Refuted extends Error {}
/** Where the reading stands: a line, and the record that should be there. It is named with what is refuted. */
let here = {}
function refute(fel, where = here) {
  throw Object.assign(new Refuted(), { verdict: { ok: false, fel, ...where } })
}

// ---- Texts: JSON and base64 have one spelling each (RFC 8785), so that nothing can be said in two ways -------------------

const isObject = (value) => typeof value === 'object' && value !== null && !Array.isArray(value)
const isText = (value) => typeof value === 'string'
const isCount = (n) => Number.isSafeInteger(n) && n >= 0
const has = (object, ...names) => Object.keys(object).length === names.length && names.every((name) => name in object)

function canonical(value) {
  if (isText(value)) return value.isWellFormed() ? JSON.stringify(value) : undefined
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`
  if (!isObject(value))
    return !Number.isInteger(value) || Number.isSafeInteger(value) ? JSON.stringify(value) : undefined
  const names = Object.keys(value).sort()
  return `{${names.map((name) => `${canonical(name)}:${canonical(value[name])}`).join()}}`
}
function json(text) {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
/** The object that a text in canonical form is; one without members, which is nothing known, for every other text. */
function parse(text) {
  const value = json(text)
  return isObject(value) && canonical(value) === text ? value : {}
}
function base64(text) {
  const bytes = Buffer.from(isText(text) ? text : '', 'base64')
  return bytes.toString('base64') === text ? bytes : undefined
}
const hash32 = (text) => (base64(text)?.length === 32 ? base64(text) : undefined)
const hashesIn = (bytes) => Array.from({ length: bytes.length / 32 }, (_, i) => bytes.subarray(32 * i, 32 * i + 32))

// ---- Tree (RFC 9162): leaves are hashed after a byte 0, nodes after a byte 1 ---------------------------------------------

const sha256 = (...parts) => parts.reduce((hash, part) => hash.update(part), createHash('sha256')).digest()
const nodeHash = (left, right) => sha256('\x01', left, right)

/** Adds a leaf to a tree, whose peaks are the roots of its perfect subtrees, the largest first. */
function grow(tree, leaf) {
  let hash = leaf
  for (let n = tree.size++; n % 2 === 1; n = (n - 1) / 2) hash = nodeHash(tree.peaks.pop(), hash)
  tree.peaks.push(hash)
}
const rootOf = ({ peaks }) =>
  peaks.length === 0 ? sha256() : peaks.reduceRight((right, left) => nodeHash(left, right))

/** Of n leaves so many are on the left side. */
const leftOf = (n, power = 1) => (2 * power < n ? leftOf(n, 2 * power) : power)
const upper = (proof) => proof.pop() ?? refute('the proof has too few hashes')
/** Section 2.1.3: the root of n leaves of which number i is this one, by the hashes beside its way up, the uppermost last. */
function rootAbove(leaf, i, n, proof) {
  if (n === 1) return leaf
  const [left, beside] = [leftOf(n), upper(proof)]
  if (i < left) return nodeHash(rootAbove(leaf, i, left, proof), beside)
  return nodeHash(beside, rootAbove(leaf, i - left, n - left, proof))
}
/** Section 2.1.4: the roots of the first m and of all n leaves; `known` is that of the m while none is to the left of them. */
function rootsAbove(known, m, n, proof) {
  if (m === n) return Array(2).fill(known ?? upper(proof))
  const [left, beside] = [leftOf(n), upper(proof)]
  const [first, all] = m <= left ? rootsAbove(known, m, left, proof) : rootsAbove(undefined, m - left, n - left, proof)
  return m <= left ? [first, nodeHash(all, beside)] : [nodeHash(beside, first), nodeHash(beside, all)]
}

// ---- Keys (Ed25519), and changes of key ----------------------------------------------------------------------------------

function keyOf(name, encoded) {
  const typed = base64(encoded)
  if (typed?.length !== 33 || typed[0] !== 1) return undefined
  const id = sha256(`${name}\n`, typed).toString('hex', 0, 4)
  const der = Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), typed.subarray(1)])
  return { text: `${name}+${id}+${encoded}`, name, id, key: createPublicKey({ key: der, format: 'der', type: 'spki' }) }
}
function parseKey(text) {
  const [, name, encoded] = /^([^\s+]+)\+[0-9a-f]{8}\+(.*)$/su.exec(text) ?? []
  const key = keyOf(name, encoded)
  return key?.text === text ? key : undefined
}
const logOf = (origin) => /^.+\/logg\/([^/]+)$/.exec(origin)?.[1]

/** The former and the next key of a change, which the former must have signed. */
function keysOf(change, name) {
  const { fran, till, underskrift } = isObject(change) ? change : {}
  const [former, next, signature] = [keyOf(name, fran), keyOf(name, till), base64(underskrift)]
  const text = Buffer.from(`insyn-nyckelbyte/1\n${name.replace(/\/logg\/[^/]+$/, '')}\n${fran}\n${till}\n`)
  const signed = former && next && signature && isSignature(null, text, former.key, signature)
  return signed ? [former, next] : refute('a change of keys is not signed by the former key')
}
/** The given keys with those that took over, which count; and with those before them, whose checkpoints only constrain. */
function trust(given, changes) {
  const signed = (Array.isArray(changes) ? changes : [changes]).map((change) => keysOf(change, given[0].name))
  const backwards = signed.map(([former, next]) => [next, former]).reverse()
  const along = (links) => (key) =>
    links.reduce((chain, [from, to]) => (from.text === chain.at(-1).text ? [...chain, to] : chain), [key])
  const following = given.flatMap(along(signed))
  return { following, all: [...following, ...given.flatMap(along(backwards))] }
}

// ---- Checkpoints (C2SP signed notes) -------------------------------------------------------------------------------------

function parseCheckpoint(note) {
  const [, text, lines] = (isText(note) && /^((?:\P{Cc}+\n)+)\n((?:— \P{Cc}+\n){1,32})$/u.exec(note)) || []
  const [, origin, size, root] = /^(\P{Cc}+)\n(0|[1-9]\d{0,15})\n(\S{44})\n$/u.exec(text) ?? []
  if (!isCount(Number(size)) || !hash32(root)) return undefined
  return { origin, size: Number(size), root: hash32(root), text, signatures: lines.split('\n') }
}
/** Of the signatures under these keys there must be one, and all must be valid; others' (witnesses) are passed over. */
function requireSigned({ text, signatures, source = 'the checkpoint' }, keys) {
  const checks = signatures.flatMap((line) => {
    const [, signer, encoded] = line.split(' ')
    const bytes = base64(encoded)
    const own = keys.filter(({ name, id }) => signer === name && bytes?.toString('hex', 0, 4) === id)
    return own.map(({ key }) => isSignature(null, Buffer.from(text), key, bytes.subarray(4)))
  })
  if (checks.length === 0) refute(`${source} is signed by another key than the one given`)
  if (checks.includes(false)) refute(`the signature of ${source} is not valid`)
}
/** The checkpoints of one log in files and folders: files with one note, or JSON lines that have one as `checkpoint`. */
function* published(places, origin) {
  for (const place of places) {
    const isFolder = fs.statSync(place).isDirectory()
    const names = isFolder ? fs.readdirSync(place, { recursive: true }).sort() : ['']
    let found = 0
    for (const file of names.map((name) => join(place, name)).filter((path) => fs.statSync(path).isFile())) {
      const text = fs.readFileSync(file, 'utf8')
      const notes = text.startsWith('{') ? text.split('\n').map((line) => json(line)?.checkpoint) : [text]
      for (const [index, note] of notes.entries()) {
        const point = parseCheckpoint(note)
        if (point?.origin === origin && ++found) yield { ...point, source: `${file} line ${index + 1}` }
      }
    }
    if (found === 0) refute(`${place}: there is no checkpoint of ${origin}`)
  }
}

/** The same in order of size, all signed. */
function readPoints(places, name, keys) {
  const points = []
  for (const point of published(places, name)) {
    requireSigned(point, keys.all)
    points.push({ size: point.size, root: point.root, source: point.source })
  }
  return points.sort((a, b) => a.size - b.size)
}

// ---- Export: header, a line a record, checkpoint -------------------------------------------------------------------------

/** Lines split at LF alone, each valid UTF-8 and of at most 1 MiB. */
async function* linesOf(file) {
  let [line, rest] = [0, Buffer.alloc(0)]
  const decode = (bytes) => {
    here = { line: ++line }
    return bytes.length <= 2 ** 20 && isUtf8(bytes) ? bytes.toString() : refute('not UTF-8, or longer than any record')
  }
  for await (const chunk of fs.createReadStream(file, { highWaterMark: 2 ** 20 })) {
    rest = Buffer.concat([rest, chunk])
    let from = 0
    for (let end; (end = rest.indexOf('\n', from)) !== -1; from = end + 1) yield decode(rest.subarray(from, end))
    rest = rest.subarray(from)
    if (rest.length > 2 ** 20) decode(rest)
  }
  if (rest.length > 0) yield decode(rest)
  here = { line: line + 1 }
}
function parseHeader(text) {
  const { nyckelbyten: changes = [], ...value } = parse(text)
  const { format, fran, intervall, logg, origin, storlek: size, vkey } = value
  const known = has(value, 'format', 'fran', 'intervall', 'logg', 'origin', 'storlek', 'vkey')
  const peaks = base64(intervall)
  if (!known || format !== 'insyn-atkomstlogg/1' || !isCount(fran) || !isCount(size) || size < fran) return {}
  const ones = fran.toString(2).replaceAll('0', '').length
  return peaks?.length === 32 * ones ? { fran, peaks: hashesIn(peaks), logg, origin, size, vkey, changes } : {}
}
/** What a line after the header is: the checkpoint, a record, a lost one, or pruned ones, whose leaf hashes stand there. */
function parseLine(text) {
  const value = parse(text)
  const { atkomst: says, checkpoint, gallrade, logg, nummer: number, salt } = value
  const leaves = [sha256('\0', text)]
  if (has(value, 'checkpoint')) return { note: checkpoint }
  if (text === `{"forlorad":true,"logg":"${logg}","nummer":${number}}`) return { kind: 'lost', logg, number, leaves }
  const salted = isText(salt) && /^[A-Za-z0-9_-]{22}$/.test(salt)
  if (has(value, 'atkomst', 'logg', 'nummer', 'salt') && isObject(says) && isCount(number) && salted)
    return { kind: 'record', logg, number, says, leaves }
  if (!has(value, 'gallrade') || !isObject(gallrade) || !has(gallrade, 'fran', 'hashar', 'till')) return {}
  const { fran, hashar, till } = gallrade
  const hashes = base64(hashar) ?? ''
  const fits = till - fran >= 1 && till - fran <= 4096 && hashes.length === 32 * (till - fran)
  return fits ? { kind: 'pruned', number: fran, leaves: hashesIn(hashes) } : {}
}
const NOTHING = { from: 0, to: 0 }
/** A record `gallring`: the records from `fran` up to `till` may be missing, except those that it lists as kept. */
function pruningOf({ number, says }) {
  const { fran: from, till: to, kvar } = isObject(says.detaljer) ? says.detaljer : {}
  if (!isCount(from) || !isCount(to) || to > number || !Array.isArray(kvar)) return NOTHING
  const kept = kvar.map((text) => (isText(text) && /^(\d{1,16})(?:-(\d{1,16}))?$/.exec(text)) || [])
  const stretches = kept.map(([, first, last = first]) => ({ first: Number(first), last: Number(last) }))
  return stretches.every(({ first, last }) => first <= last) ? { from, to, kept: stretches } : NOTHING
}
const lets = ({ from, to, kept }, n) => from <= n && n < to && !kept.some(({ first, last }) => first <= n && n <= last)
/** A record `glapp`: those from `fran` up to itself are lost; `rot` had been signed for the first `storlek` records. */
function gapOf({ number, says }) {
  const { fran: from, till: to, storlek: size, rot } = isObject(says.detaljer) ? says.detaljer : {}
  const fits = isCount(from) && isCount(size) && from < size && size <= to && to === number && hash32(rot)
  return fits ? { from, to, size, root: hash32(rot) } : undefined
}

async function verifyExport(file, given, places) {
  const lines = linesOf(file)
  const { name } = given[0]
  const { fran, logg, origin, size, peaks, vkey, changes } = parseHeader((await lines.next()).value ?? '')
  if (origin !== name || logg !== logOf(name)) refute('not the header of an export of the log of the key', { line: 1 })
  const keys = trust(given, changes)
  const key = keys.following.find(({ text }) => text === vkey) ?? refute('signed by another key')
  here = {}
  const points = readPoints(places, name, keys)
  const within = points.filter((point) => point.size >= fran && point.size <= size)

  const tree = { size: fran, peaks }
  const [rootAt, stretches, prunings, gaps, runs] = [new Map([[fran, rootOf(tree)]]), [], [], [], []]
  // `runs`: lines that hold no record, one after the other.
  const wanted = new Set([...within.map((point) => point.size), size])
  let [lastRecord, firstLost, end] = [-1]
  for await (const text of lines) {
    const line = parseLine(text)
    const { kind, number, leaves = [], says } = line
    Object.assign(here, { from: tree.size, to: tree.size + 1 })
    if (end) refute('something follows the checkpoint')
    // Records may be lost only directly before the record that says so.
    const gap = says?.handelse === 'glapp' ? gapOf(line) : undefined
    const told = gap && gap.from > lastRecord && gap.from <= (firstLost ?? gap.from)
    if (firstLost !== undefined && !told && kind !== 'lost' && kind !== 'pruned')
      refute('the lost records before it are not acknowledged', { ...here, from: firstLost })
    if (tree.size === size) {
      end = parseCheckpoint(line.note)
      if (end?.origin !== name || end.size !== size) refute('the checkpoint of the export should be here')
      requireSigned(end, [key])
      continue
    }
    if (number !== tree.size || (kind !== 'pruned' && line.logg !== logg)) refute(`record ${tree.size} should be here`)
    if (number + leaves.length > size) refute(`the export is of no more than ${size} records`)
    if (kind === 'pruned') stretches.push({ from: number, to: number + leaves.length, line: here.line })
    if (kind === 'lost') firstLost ??= number
    if (kind === 'record') {
      if (number > Math.max(lastRecord + 1, fran)) runs.push({ from: Math.max(lastRecord + 1, fran), to: number })
      if (told) gaps.push({ ...gap, lost: firstLost !== undefined })
      if (says.handelse === 'gallring') prunings.push(pruningOf(line))
      if (says.handelse === 'nyckel' && says.orsak === 'signatur') keysOf(says.detaljer, name)
      ;[lastRecord, firstLost] = [number]
    }
    for (const leaf of leaves) {
      grow(tree, leaf)
      if (wanted.has(tree.size)) rootAt.set(tree.size, rootOf(tree))
    }
  }

  let [agreed, superseded] = [fran, 0]
  runs.push({ from: Math.max(lastRecord + 1, fran), to: tree.size })
  const contradict = ({ size: end, source }) => {
    // Of records that are missing, the bad one may be that after them, which should say why.
    const run = runs.find((one) => one.from < end && end <= one.to)
    const [from, to] = [agreed < end ? agreed : 0, run ? run.to + 1 : end]
    refute(`of the records ${from} to ${to - 1} one is changed, missing or added: ${source} signs for others`, {
      from,
      to,
    })
  }
  for (const point of within.filter((one) => one.size <= tree.size)) {
    const gap = gaps.find((one) => one.from < point.size && point.size <= one.to)
    if (point.root.equals(rootAt.get(point.size))) agreed = point.size
    else if (gap && (point.size !== gap.size || point.root.equals(gap.root))) superseded++
    else contradict(point)
  }
  if (!end) refute('the file is cut off', { ...here, from: tree.size, to: tree.size + 1 })
  if (!end.root.equals(rootOf(tree))) contradict({ size, source: 'the last checkpoint' })
  const pruned = []
  for (const { from, to, line } of stretches) {
    for (let [n, by] = [from]; n < to; n++) {
      if (!by || !lets(by, n)) by = prunings.find((one) => lets(one, n))
      if (!by) refute(`no record of the log says that record ${n} was pruned`, { line, from: n, to: n + 1 })
    }
    if (pruned.at(-1)?.to === from) pruned.at(-1).to = to
    else pruned.push({ from, to })
  }
  const newer = points.find((point) => point.size > size)
  if (newer)
    refute(`${newer.source} is of ${newer.size} records: the export is older`, { from: agreed, to: newer.size })
  const earlier = points.filter((point) => point.size < fran).length
  if (within.length === 0 && earlier > 0) refute('no checkpoint is of a size that the export covers', {})
  const lost = gaps.filter((gap) => gap.lost).map(({ from, to }) => ({ from, to }))
  const found = { pruned, lost, compared: within.length - superseded, superseded, earlier }
  return { kind: 'export', logg, fran, size, root: rootOf(tree).toString('base64'), ...found }
}

// ---- Proofs, and published checkpoints by themselves ---------------------------------------------------------------------

function verifyProof(text, given, places) {
  const { nyckelbyten: changes = [], ...value } = parse(text)
  const { bevis, format, post, checkpoint, fran, till } = value
  const ofRecord = format === 'insyn-inklusionsbevis/1' && has(value, 'bevis', 'checkpoint', 'format', 'post')
  const ofGrowth = format === 'insyn-konsistensbevis/1' && has(value, 'bevis', 'format', 'fran', 'till')
  const proof = Array.isArray(bevis) && bevis.length <= 54 ? bevis.map(hash32) : [undefined]
  const { kind, logg, number, leaves } = ofRecord ? parseLine(canonical(post)) : {}
  if (!(ofRecord ? kind === 'record' : ofGrowth) || !proof.every(Boolean)) refute('not a proof')
  const { name } = given[0]
  const keys = trust(given, changes)
  const notes = (ofRecord ? [checkpoint] : [fran, till]).map(parseCheckpoint)
  for (const note of notes) {
    if (note?.origin !== name) refute('the proof has no checkpoint of the log of the key')
    requireSigned(note, keys.following)
  }
  const [from, to] = [notes[0], notes.at(-1)]
  here = ofRecord ? { from: number, to: number + 1 } : { from: 0, to: from.size }
  const possible = ofRecord ? logg === logOf(name) && number < to.size : from.size <= to.size
  if (!possible) refute('the proof is of another log, or of more records than its checkpoint')
  // The empty log is the beginning of every other.
  const [first, last] = ofRecord
    ? [from.root, rootAbove(leaves[0], number, to.size, proof)]
    : from.size === 0
      ? [sha256(), to.root]
      : rootsAbove(from.root, from.size, to.size, proof)
  const stands = first.equals(from.root) && last.equals(to.root) && proof.length === 0
  if (!stands) refute(ofRecord ? 'the record does not stand in the log like this' : 'the log does not begin with these')
  here = {}
  const points = readPoints(places, name, keys)
  const same = points.filter(({ size }) => notes.some((own) => own.size === size))
  for (const { size, root, source } of same)
    if (notes.some((own) => own.size === size && !own.root.equals(root)))
      refute(`${source} signs for other records`, { from: 0, to: size })
  if (points.length > 0 && same.length === 0) refute('no checkpoint is of a size that the proof is of')
  const what = ofRecord ? { kind: 'record', record: post } : { kind: 'growth', logg: logOf(name), from: from.size }
  return { ...what, size: to.size, compared: same.length }
}
/** All are signed, and no two of the same size contradict each other. */
function verifyCheckpoints(places, given) {
  const points = readPoints(places, given[0].name, { all: given })
  for (const [i, { size, root, source }] of points.slice(1).entries())
    if (size === points[i].size && !root.equals(points[i].root))
      refute(`${source} signs for other records than ${points[i].source}`, { from: 0, to: size })
  return { kind: 'checkpoints', logg: logOf(given[0].name), count: points.length, size: points.at(-1).size }
}

// ---- The command ---------------------------------------------------------------------------------------------------------

/** `keys`: key texts or files with them; `checkpoints`: files or folders. What was found, or { ok: false, fel, … }. */
export async function verifyFile({ file, keys: texts, checkpoints = [] }) {
  const lines = texts.flatMap((text) => (parseKey(text) ? [text] : fs.readFileSync(text, 'utf8').split('\n')))
  const keys = lines.filter(Boolean).map((line) => parseKey(line) ?? {})
  if (keys.length === 0 || keys.some(({ name }) => !name || name !== keys[0].name))
    throw new Error('a key is a text name+id+base64, or a file with such texts, all of one log')
  const beginning = fs.statSync(file).isDirectory() ? '{"checkpoint":' : beginningOf(file)
  here = {}
  try {
    if (beginning.startsWith('{"bevis":')) return { ok: true, ...verifyProof(beginning, keys, checkpoints) }
    const isNotes = beginning.startsWith('{"checkpoint":') || /^[^{]/.test(beginning)
    if (isNotes) return { ok: true, ...verifyCheckpoints([file, ...checkpoints], keys) }
    return { ok: true, ...(await verifyExport(file, keys, checkpoints)) }
  } catch (error) {
    if (error instanceof Refuted) return error.verdict
    throw error
  }
}
/** No proof is longer than 2 MiB: one record, and a hash for each level of the tree. */
function beginningOf(file) {
  const bytes = Buffer.alloc(2 ** 21 + 1)
  const handle = fs.openSync(file)
  const text = bytes.subarray(0, fs.readSync(handle, bytes))
  fs.closeSync(handle)
  return text.length <= 2 ** 21 && isUtf8(text) ? text.toString() : text.toString('latin1', 0, 20)
}
async function main() {
  const list = { type: 'string', multiple: true, default: [] }
  const { values, positionals } = parseArgs({ allowPositionals: true, options: { nyckel: list, kontrollpunkt: list } })
  if (positionals.length !== 1)
    throw new Error('FILE --nyckel KEY [--nyckel KEY]... [--kontrollpunkt FILE-OR-FOLDER]...')
  const verdict = await verifyFile({ file: positionals[0], keys: values.nyckel, checkpoints: values.kontrollpunkt })
  console[verdict.ok ? 'log' : 'error'](verdict.ok ? 'ok' : 'not ok', verdict)
  return verdict.ok ? 0 : 1
}

if (process.argv[1] && fs.realpathSync(process.argv[1]) === fileURLToPath(import.meta.url))
  process.exitCode = await main().catch((error) => {
    console.error(error.message)
    return 2
  })

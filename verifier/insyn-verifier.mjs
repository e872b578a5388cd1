#!/usr/bin/env node
// Checks what an Insyn hub has handed out of its access log: an export, the proof of one record, the proof that a log has
// only grown, or published checkpoints. One file, nothing but Node's own modules (20 or later; Deno and Bun have them too).
// The format is described in docs/log-format.md. Everything that is read is untrusted except the key.
//
//   node insyn-verifier.mjs FILE --nyckel KEY [--nyckel KEY]... [--kontrollpunkt FILE-OR-FOLDER]...
//
// KEY is a key text name+id+base64, or a file with one such text a line, obtained by another way than FILE. Checkpoints given
// with --kontrollpunkt are those that were kept where the hub's operator cannot write. Exit status: 0 FILE is what it claims to
// be, 1 it is not (the first bad position is named), 2 nothing could be checked.
import { createHash, createPublicKey, verify as verifySignature } from 'node:crypto'
import { isUtf8 } from 'node:buffer'
import * as fs from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'

/** Thrown at the first thing that is wrong; `from`, `to`: the first bad record is one of [from, to). */
class Refuted extends Error {}
function refute(fel, where = {}) {
  throw Object.assign(new Refuted(fel), { verdict: { ok: false, fel, ...where } })
}

// ---- 1. The Merkle tree of RFC 9162: leaves are hashed after a byte 0, nodes after a byte 1 -----------------------------

const sha256 = (...parts) => parts.reduce((hash, part) => hash.update(part), createHash('sha256')).digest()
const leafHash = (text) => sha256('\0', text)
const nodeHash = (left, right) => sha256('\x01', left, right)

/** A tree that grows: `peaks` are the roots of its perfect subtrees, the largest first, one for each 1 of `size` in binary. */
class Tree {
  constructor(size = 0, peaks = []) {
    this.size = size
    this.peaks = peaks
  }
  add(leaf) {
    let hash = leaf
    for (let n = this.size; n % 2 === 1; n = (n - 1) / 2) hash = nodeHash(this.peaks.pop(), hash)
    this.peaks.push(hash)
    this.size++
  }
  root() {
    return this.peaks.length === 0 ? sha256() : this.peaks.reduceRight((right, left) => nodeHash(left, right))
  }
}

const half = (n) => Math.floor(n / 2)

/** Section 2.1.3.2: the leaf is number `index` of the tree of `size` leaves with this root. */
function includes(leaf, index, size, root, proof) {
  if (index >= size) return false
  let [fn, sn, r] = [index, size - 1, leaf]
  for (const p of proof) {
    if (sn === 0) return false
    if (fn % 2 === 1 || fn === sn) {
      r = nodeHash(p, r)
      while (fn % 2 === 0 && fn !== 0) [fn, sn] = [half(fn), half(sn)]
    } else r = nodeHash(r, p)
    ;[fn, sn] = [half(fn), half(sn)]
  }
  return sn === 0 && r.equals(root)
}

/** Section 2.1.4.2: the tree `to` begins with the tree `from`. The empty tree is the beginning of every other. */
function growsFrom(from, to, proof) {
  if (from.size > to.size) return false
  if (from.size === to.size) return proof.length === 0 && from.root.equals(to.root)
  if (from.size === 0) return proof.length === 0 && from.root.equals(sha256())
  const isPower = Number.isInteger(Math.log2(from.size)) && 2 ** Math.log2(from.size) === from.size
  const path = isPower ? [from.root, ...proof] : [...proof]
  if (path.length === 0) return false
  let [fn, sn] = [from.size - 1, to.size - 1]
  while (fn % 2 === 1) [fn, sn] = [half(fn), half(sn)]
  let fr = path.shift()
  let sr = fr
  for (const c of path) {
    if (sn === 0) return false
    if (fn % 2 === 1 || fn === sn) {
      ;[fr, sr] = [nodeHash(c, fr), nodeHash(c, sr)]
      while (fn % 2 === 0 && fn !== 0) [fn, sn] = [half(fn), half(sn)]
    } else sr = nodeHash(sr, c)
    ;[fn, sn] = [half(fn), half(sn)]
  }
  return sn === 0 && fr.equals(from.root) && sr.equals(to.root)
}

// ---- 2. Texts: base64 and JSON have one spelling only (RFC 8785), so that nothing can be said in two ways ---------------

function base64(text) {
  const bytes = typeof text === 'string' ? Buffer.from(text, 'base64') : undefined
  return bytes?.toString('base64') === text ? bytes : undefined
}
const hash32 = (text) => (base64(text)?.length === 32 ? base64(text) : undefined)
const isCount = (n) => Number.isSafeInteger(n) && n >= 0
const isObject = (value) => typeof value === 'object' && value !== null && !Array.isArray(value)
const has = (object, ...names) => Object.keys(object).length === names.length && names.every((name) => name in object)

function canonical(value) {
  if (typeof value === 'string' && !value.isWellFormed()) throw new SyntaxError('half a character')
  if (typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value))
    throw new SyntaxError('inexact')
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`
  if (!isObject(value)) return JSON.stringify(value)
  const names = Object.keys(value).sort()
  return `{${names.map((name) => `${canonical(name)}:${canonical(value[name])}`).join()}}`
}

/** The object that a text in canonical form is; undefined for every other text. */
function parse(text) {
  try {
    const value = JSON.parse(text)
    return isObject(value) && canonical(value) === text ? value : undefined
  } catch {
    return undefined
  }
}

/** A record is { atkomst, logg, nummer, salt }; what it says (`atkomst`) does not concern the proof. */
const isRecord = (value) =>
  has(value, 'atkomst', 'logg', 'nummer', 'salt') &&
  isObject(value.atkomst) &&
  typeof value.logg === 'string' &&
  Number.isSafeInteger(value.nummer) &&
  typeof value.salt === 'string' &&
  /^[A-Za-z0-9_-]{22}$/.test(value.salt)

// ---- 3. Keys and checkpoints: C2SP signed notes with Ed25519 -----------------------------------------------------------

/** A key text name+id+base64(1, key), the id being the first bytes of SHA-256(name, LF, 1, key). */
function parseKey(text) {
  const [, name, id, encoded] = /^([^\s+]+)\+([0-9a-f]{8})\+(.*)$/su.exec(text) ?? []
  const typed = base64(encoded)
  if (typed?.length !== 33 || typed[0] !== 1 || sha256(`${name}\n`, typed).toString('hex', 0, 4) !== id)
    return undefined
  const der = Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), typed.subarray(1)])
  return { text, name, id, key: createPublicKey({ key: der, format: 'der', type: 'spki' }) }
}
const keyOf = (name, encoded) =>
  base64(encoded) && parseKey(`${name}+${sha256(`${name}\n`, base64(encoded)).toString('hex', 0, 4)}+${encoded}`)

/** Size and root of a log, and the signature lines under them; undefined for what is no checkpoint. */
function parseCheckpoint(note) {
  if (typeof note !== 'string') return undefined
  const [, text, lines] = /^((?:\P{Cc}+\n)+)\n((?:— \P{Cc}+\n){1,32})$/u.exec(note) ?? []
  const [, origin, size, root] = /^(\P{Cc}+)\n(0|[1-9]\d{0,15})\n(\S{44})\n$/u.exec(text ?? '') ?? []
  if (!isCount(Number(size)) || !hash32(root)) return undefined
  return { origin, size: Number(size), root: hash32(root), text, lines: lines.split('\n').slice(0, -1) }
}

/** Of several signatures under known keys all must be valid; those of unknown keys (witnesses) are passed over. */
function requireSigned(checkpoint, keys, source, where = {}) {
  const valid = keys.flatMap(({ name, id, key }) =>
    checkpoint.lines.flatMap((line) => {
      const [, signer, encoded = ''] = line.split(' ')
      const bytes = signer === name ? base64(encoded) : undefined
      if (bytes?.toString('hex', 0, 4) !== id) return []
      return verifySignature(null, Buffer.from(checkpoint.text), key, bytes.subarray(4))
    }),
  )
  if (valid.length === 0) refute(`${source}: signed by another key than the one given.`, where)
  if (valid.includes(false)) refute(`${source}: the signature is not valid.`, where)
}

/** Both keys of a change of keys { fran, till, underskrift }, which the former one must have signed. */
function keyChange(name, change, source, where) {
  const [former, next] = [keyOf(name, change.fran), keyOf(name, change.till)]
  const statement = `insyn-nyckelbyte/1\n${name.replace(/\/logg\/[^/]+$/, '')}\n${change.fran}\n${change.till}\n`
  const signature = base64(change.underskrift)
  if (former && next && signature && verifySignature(null, Buffer.from(statement), former.key, signature))
    return { former, next }
  return refute(`${source}: a change of keys is not signed by the former key.`, where)
}
const isChange = (value) =>
  isObject(value) && ['fran', 'till', 'underskrift'].every((name) => typeof value[name] === 'string')

/** The given keys, those that took over from them (which count), and those before them (whose checkpoints only constrain). */
function trust(name, given, changes, source, where = {}) {
  const signed = changes.map((change) => keyChange(name, change, source, where))
  const following = given.flatMap((key) => {
    const chain = [key]
    for (const { former, next } of signed) if (former.text === chain.at(-1).text) chain.push(next)
    return chain
  })
  const before = given.flatMap((key) => {
    const chain = [key]
    for (const { former, next } of [...signed].reverse()) if (next.text === chain.at(-1).text) chain.push(former)
    return chain
  })
  return { following, all: [...following, ...before] }
}

/** The checkpoints of one log in files and folders; a line that was cut off in writing is passed over. */
function* readPublished(paths, origin) {
  for (const path of paths) {
    const isFolder = fs.statSync(path).isDirectory()
    const files = isFolder
      ? fs
          .readdirSync(path, { recursive: true })
          .sort()
          .map((name) => join(path, name))
      : [path]
    let [found, other] = [0, undefined]
    for (const file of files)
      for (const checkpoint of fs.statSync(file).isDirectory() ? [] : checkpointsIn(file)) {
        if (checkpoint.origin !== origin) other ??= checkpoint.origin
        else if (++found) yield checkpoint
      }
    const kind = isFolder ? 'folder' : 'file'
    if (found > 0) continue
    if (other === undefined) refute(`${path}: there is no checkpoint in this ${kind}.`)
    refute(`${path}: there is no checkpoint of ${origin} in this ${kind}, but of ${other}.`)
  }
}

function* checkpointsIn(file) {
  const text = fs.readFileSync(file, 'utf8')
  const single = text.startsWith('{') ? undefined : parseCheckpoint(text)
  if (single) yield { ...single, source: file }
  if (!text.startsWith('{')) return
  let found = false
  for (const [index, line] of text.split('\n').entries()) {
    let value
    try {
      value = JSON.parse(line)
    } catch {
      continue
    }
    const checkpoint = parseCheckpoint(value?.checkpoint)
    if (checkpoint) yield { ...checkpoint, source: `${file} line ${index + 1}` }
    else if (found) refute(`${file} line ${index + 1}: not a checkpoint.`)
    found ||= Boolean(checkpoint)
  }
}

// ---- 4. An export: header, one line a record, checkpoint ---------------------------------------------------------------

/** Lines split at LF alone, each valid UTF-8 and of at most 1 MiB. */
async function* linesOf(file) {
  const max = 1024 * 1024
  let rest = Buffer.alloc(0)
  const decode = (line) => {
    if (line.length > max) refute('longer than any record')
    if (!isUtf8(line)) refute('not UTF-8')
    return line.toString('utf8')
  }
  for await (const chunk of fs.createReadStream(file, { highWaterMark: max })) {
    const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk])
    let from = 0
    for (let end = bytes.indexOf(10); end !== -1; end = bytes.indexOf(10, from)) {
      yield decode(bytes.subarray(from, end))
      from = end + 1
    }
    rest = bytes.subarray(from)
    if (rest.length > max) refute('longer than any record')
  }
  if (rest.length > 0) yield decode(rest)
}

function parseHeader(text) {
  const value = parse(text ?? '')
  const names = ['format', 'fran', 'intervall', 'logg', 'origin', 'storlek', 'vkey']
  if (!value || !(has(value, ...names) || has(value, ...names, 'nyckelbyten'))) return undefined
  const { format, fran, intervall, logg, origin, storlek: size, vkey, nyckelbyten: changes = [] } = value
  const peaks = base64(intervall)
  if (format !== 'insyn-atkomstlogg/1' || !isCount(fran) || !isCount(size) || size < fran || !peaks) return undefined
  if (peaks.length !== 32 * [...fran.toString(2)].filter((bit) => bit === '1').length) return undefined
  if (![logg, origin, vkey].every((text) => typeof text === 'string')) return undefined
  if (!Array.isArray(changes) || !changes.every(isChange)) return undefined
  return { fran, peaks: split(peaks), logg, origin, size, vkey, changes }
}
const split = (bytes) => Array.from({ length: bytes.length / 32 }, (_, i) => bytes.subarray(32 * i, 32 * i + 32))

/** What a line after the header is: a record, a lost one, pruned ones (their leaf hashes) or a checkpoint. */
function parseLine(text) {
  const value = parse(text)
  if (!value) return {}
  if (has(value, 'checkpoint') && typeof value.checkpoint === 'string')
    return { kind: 'checkpoint', note: value.checkpoint }
  if (has(value, 'gallrade') && isObject(value.gallrade) && has(value.gallrade, 'fran', 'hashar', 'till')) {
    const { fran, hashar, till } = value.gallrade
    const hashes = base64(hashar)
    const fits =
      isCount(fran) && isCount(till) && fran < till && till - fran <= 4096 && hashes?.length === 32 * (till - fran)
    return fits ? { kind: 'pruned', number: fran, leaves: split(hashes) } : {}
  }
  const { logg, nummer: number } = value
  if (typeof logg === 'string' && isCount(number) && text === `{"forlorad":true,"logg":"${logg}","nummer":${number}}`)
    return { kind: 'lost', logg, number, leaves: [leafHash(text)] }
  return isRecord(value) ? { kind: 'record', logg, number, leaves: [leafHash(text)], says: value.atkomst } : {}
}

/** A record `gallring` lets the records from `fran` up to `till` be missing, except those that it lists as kept. */
function allowedBy({ number, says: { handelse, detaljer } }) {
  if (handelse !== 'gallring' || !isObject(detaljer)) return []
  const { fran, till, kvar } = detaljer
  if (!isCount(fran) || !isCount(till) || fran >= till || till > number || !Array.isArray(kvar)) return []
  const kept = kvar.map((text) => /^(\d{1,16})(?:-(\d{1,16}))?$/.exec(typeof text === 'string' ? text : ''))
  if (!kept.every((match) => match && Number(match[2] ?? match[1]) >= Number(match[1]))) return []
  const allowed = []
  let at = fran
  for (const [from, to] of kept.map((m) => [Number(m[1]), Number(m[2] ?? m[1]) + 1]).sort((a, b) => a[0] - b[0])) {
    if (from > at) allowed.push({ from: at, to: Math.min(from, till) })
    at = Math.max(at, to)
    if (at >= till) return allowed
  }
  return [...allowed, { from: at, to: till }]
}

/** A record `glapp` says that the records from `fran` up to itself are lost, and what was signed for `storlek` of them. */
function gapOf({ kind, number, says }) {
  if (kind !== 'record' || says.handelse !== 'glapp' || !isObject(says.detaljer)) return undefined
  const { fran: from, till: to, storlek: size, rot } = says.detaljer
  const root = hash32(rot)
  return isCount(from) && isCount(size) && to === number && root && from < size && size <= to
    ? { from, to, size, root }
    : undefined
}

/** In ascending order, those that touch as one. */
function merged(stretches) {
  const joined = []
  for (const { from, to } of [...stretches].sort((a, b) => a.from - b.from)) {
    const last = joined.at(-1)
    if (last && from <= last.to) last.to = Math.max(last.to, to)
    else joined.push({ from, to })
  }
  return joined
}

async function verifyExport(file, given, published) {
  const lines = linesOf(file)
  let row = 0
  const next = async () => {
    row++
    return lines.next().then(
      ({ value }) => value,
      (error) => {
        if (error instanceof Refuted) refute(`Line ${row}: ${error.message}.`, { line: row })
        throw error
      },
    )
  }
  const header = parseHeader(await next())
  if (!header) refute('Line 1: not the header of an export of an access log.', { line: 1 })
  const { fran, logg, origin, size, vkey, changes } = header
  const keys = trust(origin, given, changes, 'Line 1', { line: 1 })
  const known = keys.following.find(({ text }) => text === vkey)
  if (known?.name !== origin || logg !== logOf(origin))
    refute('Line 1: the export belongs to another log or key.', { line: 1 })
  const points = []
  for (const checkpoint of readPublished(published, origin)) {
    requireSigned(checkpoint, keys.all, checkpoint.source)
    points.push({ size: checkpoint.size, root: checkpoint.root, source: checkpoint.source })
  }
  points.sort((a, b) => a.size - b.size)
  const within = points.filter((point) => point.size >= fran && point.size <= size)
  const newer = points.find((point) => point.size > size)

  const tree = new Tree(fran, header.peaks)
  const [pruned, allowed, lost] = [[], [], []]
  let [passed, agreed, superseded, ended] = [0, 0, 0, false]
  let open = [] // checkpoints that disagree, but may turn out to be of lost records
  let run // the lines before this one that hold no record, and the first lost one among them

  const contradict = ({ size: to, source }, from = agreed, end = to) => {
    if (from === to) refute(`${source} signs for other records than these ${to}.`, { from: 0, to })
    const what = 'one of them is changed, missing or added; they are not those that'
    refute(`Records ${from} to ${end - 1}: ${what} ${source} signs for.`, { from, to: end })
  }
  /** Compares the tree with the checkpoints of its present size. */
  const compare = (kind) => {
    for (; within[passed]?.size === tree.size; passed++) {
      const point = within[passed]
      if (point.root.equals(tree.root())) agreed = point.size
      else if (kind === 'record') contradict(point)
      else open.push({ ...point, agreed })
    }
  }
  /** Records may be lost only directly before the record that acknowledges it; checkpoints of them are superseded by it. */
  const closeRun = (line) => {
    if (run === undefined || line.kind === 'lost' || line.kind === 'pruned') return
    const number = tree.size
    const gap = line.number === number ? gapOf(line) : undefined
    const start = run.from === fran ? 0 : run.from
    const acknowledged = gap !== undefined && gap.from >= start && gap.from <= (run.firstLost ?? gap.from)
    if (run.firstLost !== undefined && !acknowledged) {
      const text = `record ${number} does not acknowledge that those from ${run.firstLost} before it are lost.`
      refute(`Line ${row}: ${text}`, { line: row, from: run.firstLost, to: number + 1 })
    }
    for (const point of open) {
      const covered = acknowledged && point.size > gap.from
      if (!covered || (point.size === gap.size && !point.root.equals(gap.root)))
        contradict(point, point.agreed, number + 1)
      superseded++
    }
    if (run.firstLost !== undefined) lost.push({ from: gap.from, to: gap.to })
    open = []
    run = undefined
  }
  const readEnd = ({ kind, note }) => {
    if (kind !== 'checkpoint') refute(`Line ${row}: the checkpoint should be here.`, { line: row })
    const checkpoint = parseCheckpoint(note)
    if (checkpoint?.origin !== origin) refute(`Line ${row}: not a checkpoint of this log.`, { line: row })
    requireSigned(checkpoint, [known], `Line ${row}`, { line: row })
    if (checkpoint.size !== size)
      refute(`Line ${row}: the checkpoint is of ${checkpoint.size} records, but the header of ${size}.`, { line: row })
    if (!tree.root().equals(checkpoint.root)) contradict({ size, source: 'the last checkpoint' })
    ended = true
  }

  compare('record')
  agreed = fran
  for (let text = await next(); text !== undefined; text = await next()) {
    const line = parseLine(text)
    closeRun(line)
    if (ended) refute(`Line ${row}: something follows the checkpoint.`, { line: row })
    const number = tree.size
    if (number === size) {
      readEnd(line)
      continue
    }
    const where = { line: row, from: number, to: number + 1 }
    if (!line.leaves) refute(`Line ${row}: not a record in canonical form.`, where)
    if (line.kind !== 'pruned' && line.logg !== logg) refute(`Line ${row}: the record belongs to another log.`, where)
    if (line.number !== number)
      refute(`Line ${row}: record ${number} should be here, but it is record ${line.number}.`, where)
    if (line.kind === 'record') {
      allowed.push(...allowedBy(line))
      const { handelse, orsak, detaljer } = line.says
      if (handelse === 'nyckel' && orsak === 'signatur')
        keyChange(origin, isChange(detaljer) ? detaljer : {}, `Line ${row}`, { line: row })
    } else run ??= { from: number }
    if (line.kind === 'lost') run.firstLost ??= number
    const to = number + line.leaves.length
    if (to > size) refute(`Line ${row}: the pruned records go beyond the ${size} of the export.`, where)
    if (line.kind === 'pruned') pruned.push({ from: number, to, row })
    for (const leaf of line.leaves) {
      tree.add(leaf)
      compare(line.kind)
    }
  }

  if (!ended) {
    closeRun({})
    const number = tree.size
    if (number < size)
      refute(`Line ${row}: the file ends before record ${number}.`, { line: row, from: number, to: number + 1 })
    refute(`Line ${row}: the checkpoint is missing; the file is cut off.`, { line: row })
  }
  const mayMiss = merged(allowed)
  for (const { from, to, row: line } of pruned) {
    const cover = mayMiss.find((one) => one.to > from)
    if (cover?.from <= from && cover.to >= to) continue
    const number = cover?.from <= from ? cover.to : from
    const text = `Line ${line}: record ${number} is said to be pruned, but no record of the log says that it was.`
    refute(text, { line, from: number, to: number + 1 })
  }
  if (newer) {
    const text = `but ${newer.source} is of ${newer.size}: the export is older than that, or cut off.`
    refute(`The export has ${size} records, ${text}`, { from: agreed, to: newer.size })
  }
  const earlier = points.length - within.length
  if (within.length === 0 && earlier > 0) refute('No checkpoint is of a size that the export covers.')
  const counts = { compared: within.length - superseded, superseded, earlier }
  const root = tree.root().toString('base64')
  return { ok: true, kind: 'export', logg, fran, size, root, pruned: merged(pruned), lost, ...counts }
}
const logOf = (origin) => /^.+\/logg\/([^/]+)$/.exec(origin)?.[1]

// ---- 5. Proofs -----------------------------------------------------------------------------------------------------------

function verifyProof(text, given, published) {
  const value = parse(text)
  const { bevis, format, nyckelbyten: changes = [] } = value ?? {}
  const ofRecord = format === 'insyn-inklusionsbevis/1'
  const names = ofRecord ? ['bevis', 'checkpoint', 'format', 'post'] : ['bevis', 'format', 'fran', 'till']
  const proof = Array.isArray(bevis) && bevis.length <= 54 ? bevis.map(hash32) : [undefined]
  const whole =
    (ofRecord || format === 'insyn-konsistensbevis/1') &&
    has(value, ...names, ...('nyckelbyten' in value ? ['nyckelbyten'] : [])) &&
    proof.every(Boolean) &&
    Array.isArray(changes) &&
    changes.every(isChange)
  if (!whole || (ofRecord && !(isObject(value.post) && isRecord(value.post)))) refute('The file is not a proof.')
  const keys = trust(given[0].name, given, changes, 'The proof')
  const signed = (note, name) => {
    const checkpoint = parseCheckpoint(note)
    if (!checkpoint) refute('The file is not a proof.')
    if (checkpoint.origin !== given[0].name) refute(`${name} is of another log than the key.`)
    requireSigned(checkpoint, keys.following, name)
    return checkpoint
  }
  const compare = (own) => {
    let [compared, count] = [0, 0]
    for (const checkpoint of readPublished(published, given[0].name)) {
      count++
      requireSigned(checkpoint, keys.all, checkpoint.source)
      const same = own.find(({ size }) => size === checkpoint.size)
      if (same && !same.root.equals(checkpoint.root))
        refute(`${checkpoint.source} signs for other records than these ${same.size}.`, { from: 0, to: same.size })
      if (same) compared++
    }
    if (count > 0 && compared === 0) refute('No checkpoint is of a size that the proof is of.')
    return compared
  }
  if (ofRecord) {
    const checkpoint = signed(value.checkpoint, 'The checkpoint')
    const { logg, nummer: number } = value.post
    if (logg !== logOf(checkpoint.origin)) refute('The record belongs to another log than the key.')
    if (!includes(leafHash(canonical(value.post)), number, checkpoint.size, checkpoint.root, proof)) {
      const where = { from: number, to: number + 1 }
      refute(`Record ${number} does not stand in the log with this number and this content.`, where)
    }
    return { ok: true, kind: 'record', record: value.post, size: checkpoint.size, compared: compare([checkpoint]) }
  }
  const from = signed(value.fran, 'The first checkpoint')
  const to = signed(value.till, 'The second checkpoint')
  if (!growsFrom(from, to, proof))
    refute(`The log of ${to.size} records does not begin with the log of ${from.size}.`, { from: 0, to: from.size })
  const sizes = { from: from.size, size: to.size }
  return { ok: true, kind: 'growth', logg: logOf(to.origin), ...sizes, compared: compare([from, to]) }
}

/** Published checkpoints by themselves: all are signed, and no two of the same size contradict each other. */
function verifyCheckpoints(paths, keys) {
  const roots = new Map()
  let [count, newest] = [0, 0]
  for (const { size, root, source, ...rest } of readPublished(paths, keys[0].name)) {
    requireSigned(rest, keys, source)
    const same = roots.get(size) ?? { root, source }
    if (!same.root.equals(root)) refute(`${source} signs for other records than ${same.source}.`, { from: 0, to: size })
    roots.set(size, same)
    count++
    newest = Math.max(newest, size)
  }
  return { ok: true, kind: 'checkpoints', logg: logOf(keys[0].name), count, size: newest }
}

// ---- 6. The command --------------------------------------------------------------------------------------------------------

/** `keys`: key texts or files with them; `checkpoints`: files or folders. What was found, or { ok: false, fel, … }. */
export async function verifyFile({ file, keys: texts, checkpoints = [] }) {
  const keys = texts.flatMap(readKeys)
  if (keys.some(({ name }) => name !== keys[0].name)) throw new Error('the keys are of different logs')
  try {
    const beginning = fs.statSync(file).isDirectory() ? '{"checkpoint":' : beginningOf(file)
    if (beginning.startsWith('{"bevis":')) return verifyProof(readProof(file), keys, checkpoints)
    if (beginning.startsWith('{"checkpoint":') || (beginning !== '' && !beginning.startsWith('{')))
      return verifyCheckpoints([file, ...checkpoints], keys)
    return await verifyExport(file, keys, checkpoints)
  } catch (error) {
    if (error instanceof Refuted) return error.verdict
    throw error
  }
}

function readKeys(text) {
  if (parseKey(text)) return [parseKey(text)]
  const lines = fs.statSync(text, { throwIfNoEntry: false })?.isFile() ? fs.readFileSync(text, 'utf8').split('\n') : []
  const keys = lines.filter(Boolean).map(parseKey)
  if (keys.length > 0 && keys.every(Boolean)) return keys
  throw new Error('the key cannot be read: it is a text name+id+base64, or a file with one such text a line')
}

function beginningOf(file) {
  const handle = fs.openSync(file)
  const bytes = Buffer.alloc(14)
  const length = fs.readSync(handle, bytes, 0, bytes.length, 0)
  fs.closeSync(handle)
  return bytes.toString('latin1', 0, length)
}

/** No proof is longer than 2 MiB: one record, and a hash for each level of the tree. */
function readProof(file) {
  const bytes = fs.statSync(file).size > 2 * 1024 * 1024 ? Buffer.of() : fs.readFileSync(file)
  return isUtf8(bytes) ? bytes.toString('utf8') : ''
}

export function describe(verdict) {
  const { ok, kind, logg, size } = verdict
  if (!ok) return `not ok: ${verdict.fel}`
  if (kind === 'checkpoints') return `ok: ${verdict.count} checkpoints of log ${logg}, the newest of ${size} records`
  const listed = (stretches) => {
    const count = stretches.reduce((sum, { from, to }) => sum + to - from, 0)
    const some = stretches.slice(0, 20).map(({ from, to }) => (to - from === 1 ? `${from}` : `${from}–${to - 1}`))
    return `${some.join(', ')}${stretches.length > 20 ? ', …' : ''} (${count} records)`
  }
  const { record, from, fran, pruned = [], lost = [], compared, superseded, earlier } = verdict
  const what = {
    record: () =>
      `record ${record.logg}/${record.nummer} stands unaltered in the log of ${size} records, under a valid checkpoint`,
    growth: () => `the log ${logg} of ${size} records begins, unaltered, with the log of ${from}`,
    export: () => `${size - fran} records, dense, unaltered, under a valid checkpoint`,
  }
  return [
    `ok: ${what[kind]()}`,
    pruned.length > 0 && `pruned, as the log says, and nothing else: ${listed(pruned)}`,
    lost.length > 0 && `lost with the database, and acknowledged in the log: ${listed(lost)}`,
    compared > 0 && `compared with ${compared} checkpoints kept elsewhere`,
    superseded > 0 && `checkpoints superseded by the acknowledged gap: ${superseded}`,
    earlier > 0 && `checkpoints of a time before the export, not compared: ${earlier}`,
  ]
    .filter(Boolean)
    .join('\n  ')
}

async function main() {
  const list = { type: 'string', multiple: true, default: [] }
  const { values, positionals } = parseArgs({ allowPositionals: true, options: { nyckel: list, kontrollpunkt: list } })
  const { nyckel: keys, kontrollpunkt: checkpoints } = values
  const usage = 'node insyn-verifier.mjs FILE --nyckel KEY [--nyckel KEY]... [--kontrollpunkt FILE-OR-FOLDER]...'
  if (positionals.length !== 1 || keys.length === 0) throw new Error(usage)
  const verdict = await verifyFile({ file: positionals[0], keys, checkpoints })
  console[verdict.ok ? 'log' : 'error'](describe(verdict))
  return verdict.ok ? 0 : 1
}

if (process.argv[1] && fs.realpathSync(process.argv[1]) === fileURLToPath(import.meta.url))
  process.exitCode = await main().catch((error) => {
    console.error(error.message)
    return 2
  })

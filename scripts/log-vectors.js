// Writes the test vectors of docs/log-format.md into docs/log-format (or the folder given): small exports, proofs and
// checkpoints with fixed keys, and what a verifier must say of each. It shares no code with the hub: trees are hashed by the
// definition of RFC 9162 section 2.1.1, proofs by section 2.1.3.1 and 2.1.4.1.
import { createHash, createPrivateKey, createPublicKey, sign } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const folder = process.argv[2] ?? join(import.meta.dirname, '../docs/log-format')
const INSTALLATION = 'insyn.example'
const LOG = 'bromma'
const NAME = `${INSTALLATION}/logg/${LOG}`

const sha256 = (...parts) => parts.reduce((hash, part) => hash.update(part), createHash('sha256')).digest()
const leaf = (text) => sha256(Buffer.of(0), text)
const split = (n) => 2 ** Math.floor(Math.log2(n - 1))

function root(leaves) {
  if (leaves.length === 0) return sha256()
  if (leaves.length === 1) return leaves[0]
  const k = split(leaves.length)
  return sha256(Buffer.of(1), root(leaves.slice(0, k)), root(leaves.slice(k)))
}

function inclusion(index, leaves) {
  if (leaves.length === 1) return []
  const k = split(leaves.length)
  return index < k
    ? [...inclusion(index, leaves.slice(0, k)), root(leaves.slice(k))]
    : [...inclusion(index - k, leaves.slice(k)), root(leaves.slice(0, k))]
}

function consistency(m, leaves, whole = true) {
  if (m === leaves.length) return whole ? [] : [root(leaves)]
  const k = split(leaves.length)
  return m <= k
    ? [...consistency(m, leaves.slice(0, k), whole), root(leaves.slice(k))]
    : [...consistency(m - k, leaves.slice(k), false), root(leaves.slice(0, k))]
}

/** Keys from fixed seeds: they sign nothing but these vectors. */
function keyFrom(seed) {
  const der = Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), Buffer.alloc(32, seed)])
  const key = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' })
  const typed = Buffer.concat([
    Buffer.of(1),
    createPublicKey(key).export({ format: 'der', type: 'spki' }).subarray(-32),
  ])
  const id = sha256(`${NAME}\n`, typed).subarray(0, 4)
  const text = typed.toString('base64')
  return { id, text, vkey: `${NAME}+${id.toString('hex')}+${text}`, sign: (data) => sign(null, Buffer.from(data), key) }
}
const [first, second, stranger] = [1, 2, 3].map(keyFrom)

const canonical = (value) =>
  Array.isArray(value)
    ? `[${value.map(canonical).join()}]`
    : typeof value === 'object' && value !== null
      ? `{${Object.keys(value)
          .sort()
          .map((name) => `${JSON.stringify(name)}:${canonical(value[name])}`)
          .join()}}`
      : JSON.stringify(value)

const record = (nummer, more = {}) =>
  canonical({
    atkomst: {
      handelse: 'uppslag',
      tid: `2026-03-02T08:${String(nummer).padStart(2, '0')}:00.000Z`,
      orsak: 'träff',
      ...more,
    },
    logg: LOG,
    nummer,
    salt: Buffer.alloc(16, nummer).toString('base64url'),
  })
const lost = (nummer) => canonical({ forlorad: true, logg: LOG, nummer })

function checkpoint(texts, size, ...keys) {
  const text = `${NAME}\n${size}\n${root(texts.slice(0, size).map(leaf)).toString('base64')}\n`
  const lines = keys.map((key) => `— ${NAME} ${Buffer.concat([key.id, key.sign(text)]).toString('base64')}\n`)
  return `${text}\n${lines.join('')}`
}

function exported(texts, key, { pruned = [], changes, size = texts.length } = {}) {
  const lines = []
  for (let n = 0; n < size; n++) {
    const stretch = pruned.find(({ fran }) => fran === n)
    if (stretch === undefined) lines.push(texts[n])
    else {
      const hashar = Buffer.concat(texts.slice(n, stretch.till).map(leaf)).toString('base64')
      lines.push(canonical({ gallrade: { ...stretch, hashar } }))
      n = stretch.till - 1
    }
  }
  const header = {
    format: 'insyn-atkomstlogg/1',
    fran: 0,
    intervall: '',
    logg: LOG,
    origin: NAME,
    storlek: size,
    vkey: key.vkey,
  }
  return [
    canonical(changes === undefined ? header : { ...header, nyckelbyten: changes }),
    ...lines,
    canonical({ checkpoint: checkpoint(texts, size, key) }),
  ]
}

const plain = Array.from({ length: 7 }, (_, n) => record(n))
const prunedLog = [
  ...plain,
  record(7, { handelse: 'gallring', detaljer: { fran: 0, till: 5, antal: 4, kvar: ['2'] } }),
  record(8),
]
const pruned = [
  { fran: 0, till: 2 },
  { fran: 3, till: 5 },
]
const rot = root(plain.slice(0, 5).map(leaf)).toString('base64')
const restored = [
  ...plain.slice(0, 3),
  ...[3, 4, 5].map(lost),
  record(6, { handelse: 'glapp', detaljer: { fran: 3, till: 6, storlek: 5, rot } }),
  record(7),
]
const statement = `insyn-nyckelbyte/1\n${INSTALLATION}\n${first.text}\n${second.text}\n`
const change = { fran: first.text, till: second.text, underskrift: first.sign(statement).toString('base64') }
const rotated = [
  ...plain.slice(0, 4),
  record(4, { handelse: 'nyckel', orsak: 'signatur', detaljer: change }),
  record(5),
]

const lines = (all) => `${all.join('\n')}\n`
const published = (...notes) => lines(notes.map((note) => canonical({ checkpoint: note })))
const base64 = (hashes) => hashes.map((hash) => hash.toString('base64'))
const leaves = plain.map(leaf)
const inclusionProof = {
  bevis: base64(inclusion(4, leaves)),
  checkpoint: checkpoint(plain, 7, first),
  format: 'insyn-inklusionsbevis/1',
  post: JSON.parse(plain[4]),
}
const consistencyProof = {
  bevis: base64(consistency(3, leaves)),
  format: 'insyn-konsistensbevis/1',
  fran: checkpoint(plain, 3, first),
  till: checkpoint(plain, 7, first),
}
const whole = exported(plain, first)
const forged = plain.with(4, record(4, { orsak: 'tomt' }))
const changed = whole.with(5, forged[4])

const files = {
  'export.jsonl': lines(whole),
  'proof.json': canonical(inclusionProof),
  'consistency.json': canonical(consistencyProof),
  'pruned.jsonl': lines(exported(prunedLog, first, { pruned })),
  'restored.jsonl': lines(exported(restored, first)),
  'rotated.jsonl': lines(exported(rotated, second, { changes: [change] })),
  'published.checkpoints': published(checkpoint(plain, 3, first), checkpoint(plain, 5, first)),
  'rotated.checkpoints': published(checkpoint(rotated, 4, first), checkpoint(rotated, 5, second, first)),
  'note.txt': checkpoint(plain, 5, first),
  'first.key': `${first.vkey}\n`,
  'second.key': `${second.vkey}\n`,
  'broken-record.jsonl': lines(changed),
  'broken-order.jsonl': lines(whole.with(2, whole[3]).with(3, whole[2])),
  'broken-end.jsonl': lines(whole.slice(0, -1)),
  'broken-resigned.jsonl': lines(exported(forged, first)),
  'broken-older.jsonl': lines(exported(plain, first, { size: 4 })),
  'broken-stranger.jsonl': lines(whole.with(-1, canonical({ checkpoint: checkpoint(plain, 7, stranger) }))),
  'broken-pruned.jsonl': lines(exported(prunedLog, first, { pruned: [{ fran: 0, till: 5 }] })),
  'broken-restored.jsonl': lines(exported([...restored.slice(0, 6), record(6), record(7)], first)),
  'broken-proof.json': canonical({ ...inclusionProof, post: { ...inclusionProof.post, nummer: 5 } }),
  'broken-consistency.json': canonical({ ...consistencyProof, bevis: consistencyProof.bevis.toReversed() }),
}
const from = (to) => ({ from: 0, to })
/** File, what it is checked with, and the verdict: `ok`, or the line and the records [from, to) that a verifier must name. */
const verdicts = [
  ['export.jsonl', ['published.checkpoints'], { ok: true, size: 7, compared: 2 }],
  ['export.jsonl', ['note.txt'], { ok: true, size: 7, compared: 1 }],
  ['proof.json', [], { ok: true, size: 7 }],
  ['consistency.json', ['published.checkpoints'], { ok: true, from: 3, size: 7, compared: 1 }],
  [
    'pruned.jsonl',
    ['published.checkpoints'],
    {
      ok: true,
      size: 9,
      compared: 2,
      pruned: [
        { from: 0, to: 2 },
        { from: 3, to: 5 },
      ],
    },
  ],
  [
    'restored.jsonl',
    ['published.checkpoints'],
    { ok: true, size: 8, compared: 1, superseded: 1, lost: [{ from: 3, to: 6 }] },
  ],
  ['rotated.jsonl', ['rotated.checkpoints'], { ok: true, size: 6, compared: 2 }],
  ['rotated.jsonl', ['rotated.checkpoints'], { ok: true, size: 6, compared: 2 }, 'second.key'],
  ['published.checkpoints', [], { ok: true, count: 2, size: 5 }],
  ['broken-record.jsonl', ['published.checkpoints'], { ok: false, from: 3, to: 5 }],
  ['broken-record.jsonl', [], { ok: false, ...from(7) }],
  ['broken-order.jsonl', [], { ok: false, line: 3, from: 1, to: 2 }],
  ['broken-end.jsonl', [], { ok: false, line: 9 }],
  ['broken-resigned.jsonl', [], { ok: true, size: 7 }],
  ['broken-resigned.jsonl', ['published.checkpoints'], { ok: false, from: 3, to: 5 }],
  ['broken-older.jsonl', ['published.checkpoints'], { ok: false, from: 3, to: 5 }],
  ['broken-stranger.jsonl', [], { ok: false, line: 9 }],
  ['broken-pruned.jsonl', [], { ok: false, line: 2, from: 2, to: 3 }],
  ['broken-restored.jsonl', [], { ok: false, line: 8, from: 3, to: 7 }],
  ['broken-proof.json', [], { ok: false, from: 5, to: 6 }],
  ['broken-consistency.json', [], { ok: false, ...from(3) }],
  ['export.jsonl', ['rotated.checkpoints'], { ok: false }],
].map(([file, checkpoints, verdict, key = 'first.key']) => ({ file, keys: [key], checkpoints, verdict }))

mkdirSync(folder, { recursive: true })
for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
writeFileSync(join(folder, 'verdicts.json'), `${JSON.stringify(verdicts, null, 2)}\n`)

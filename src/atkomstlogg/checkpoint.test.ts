import { verify } from 'node:crypto'
import { expect, test } from '@jest/globals'
import { newSigner } from '../../test/support/access-records.ts'
import { logOrigin, openCheckpoint, signCheckpoint } from './checkpoint.ts'
import { leafHash } from './merkle.ts'
import { parseVkey, type Verifier, vkeyText } from './note.ts'

// The published example of golang.org/x/mod/sumdb/note, whose format C2SP took over.
const GO_VKEY = 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW'
const GO_TEXT = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
const GO_SIGNATURE = 'x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM='

function verifierOf(text: string): Verifier {
  const verifier = parseVkey(text)
  if (verifier === undefined) throw new Error('the key does not read')
  return verifier
}

const origin = logOrigin('insyn.example', 'jarva')
const signer = newSigner()
const vkey = vkeyText(origin, signer.publicKey)
const verifier = verifierOf(vkey)
const checkpoint = { origin, size: 1234, root: leafHash('rot') }
const note = signCheckpoint(checkpoint, signer)

test('the key text of another implementation gives the id and the key that its published note was signed with', () => {
  const { name, keyId, key } = verifierOf(GO_VKEY)
  const signature = Buffer.from(GO_SIGNATURE, 'base64')
  expect([name, signature.subarray(0, 4)]).toEqual(['PeterNeumann', keyId])
  expect(verify(null, Buffer.from(GO_TEXT), key, signature.subarray(4))).toBe(true)
})

test('a signed checkpoint reads back and has the three lines of the specification', () => {
  expect(openCheckpoint(note, verifier)).toEqual(checkpoint)
  expect(note.split('\n').slice(0, 4)).toEqual([
    'insyn.example/logg/jarva',
    '1234',
    checkpoint.root.toString('base64'),
    '',
  ])
})

test('an empty log can be signed', () => {
  const empty = { ...checkpoint, size: 0 }
  expect(openCheckpoint(signCheckpoint(empty, signer), verifier)).toEqual(empty)
})

test('no single flipped bit of a note goes unseen', () => {
  const bytes = Buffer.from(note)
  const unseen: string[] = []
  for (let at = 0; at < bytes.length; at++)
    for (let bit = 0; bit < 8; bit++) {
      const forged = Buffer.from(bytes)
      forged[at] = (bytes[at] ?? 0) ^ (1 << bit)
      if (openCheckpoint(forged.toString(), verifier) !== undefined) unseen.push(`${at}:${bit}`)
    }
  expect(unseen).toEqual([])
})

test('signatures of witnesses and of unknown keys are passed over', () => {
  const cosigned = `${note}— vittne.example/kommun ${Buffer.alloc(76, 7).toString('base64')}\n`
  expect(openCheckpoint(cosigned, verifier)).toEqual(checkpoint)
})

test('a note is signed with no more keys than a reader takes, the one in force among them', () => {
  const many = signCheckpoint(checkpoint, signer, ...Array.from({ length: 40 }, newSigner))
  expect(openCheckpoint(many, verifier)).toEqual(checkpoint)
})

test('a broken signature with our own key condemns the note even beside a whole one', () => {
  const broken = note.split('\n').at(-2)?.replace(/.{8}$/, 'AAAAAAA=') ?? ''
  expect(openCheckpoint(`${note}${broken}\n`, verifier)).toBeUndefined()
})

test.each([
  ['another key of the same name', verifierOf(vkeyText(origin, newSigner().publicKey))],
  ['the same key under another name', verifierOf(vkeyText(logOrigin('insyn.example', 'farsta'), signer.publicKey))],
])('a checkpoint does not open with %s', (_, other) => {
  expect(openCheckpoint(note, other)).toBeUndefined()
})

test.each([
  ['nothing', ''],
  ['no signature', note.slice(0, note.indexOf('—'))],
  ['no final newline', note.slice(0, -1)],
  ['more after it', `${note}\n`],
  ['two notes', note + note],
  ['a carriage return', note.replaceAll('\n', '\r\n')],
])('a note is refused when it has %s', (_, text) => {
  expect(openCheckpoint(text, verifier)).toBeUndefined()
})

test.each([
  ['a size with a leading zero', `${origin}\n01\n${checkpoint.root.toString('base64')}\n`],
  ['a negative size', `${origin}\n-1\n${checkpoint.root.toString('base64')}\n`],
  ['a size beyond what is exact', `${origin}\n9007199254740993\n${checkpoint.root.toString('base64')}\n`],
  ['a root of another length', `${origin}\n1\n${checkpoint.root.subarray(1).toString('base64')}\n`],
  ['an extension line', `${origin}\n1\n${checkpoint.root.toString('base64')}\nmer\n`],
])('even properly signed, a text with %s is no checkpoint of ours', (_, text) => {
  const signature = Buffer.concat([verifier.keyId, signer.sign(Buffer.from(text))])
  expect(openCheckpoint(`${text}\n— ${origin} ${signature.toString('base64')}\n`, verifier)).toBeUndefined()
})

test.each([
  ['no text', ''],
  ['another id', vkey.replace(/\+[0-9a-f]{8}\+/, '+00000000+')],
  ['no id', vkey.replace(/\+[0-9a-f]{8}\+/, '+')],
  ['another kind of key', vkey.replace(/\+A[Q-Za-f]/, '+BA')],
  ['a short key', vkey.slice(0, -4)],
  ['a name with a space', `a ${vkey}`],
])('a key text with %s is refused', (_, text) => {
  expect(parseVkey(text)).toBeUndefined()
})

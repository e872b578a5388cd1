import { expect, test } from '@jest/globals'
import { createXmlReader } from './create-xml-reader.ts'
import { type ElementReader, readElements } from './element-reader.ts'
import { textOf } from './testing/recorder.ts'

function read(root: ElementReader['child'], xml: string): void {
  const reader = createXmlReader(readElements(root))
  reader.write(xml)
  reader.end()
}

const text = (end: (text: string) => void, child: ElementReader['child'] = () => undefined): ElementReader => ({
  want: 'text',
  child,
  end,
})

test('an element is read by what its parent names, wherever else its name stands', () => {
  const found: string[] = []
  const name = text((value) => found.push(value))
  const person: ElementReader = { want: 'children', child: (element) => (element === 'name' ? name : undefined) }
  const list: ElementReader = { want: 'children', child: (element) => (element === 'person' ? person : undefined) }
  read(
    () => list,
    '<list><name>no</name><person><name>a</name><other><name>no</name></other></person><person><name>b</name></person></list>',
  )
  expect(found).toEqual(['a', 'b'])
})

test('what has no reader is never asked about and its text goes nowhere', () => {
  const asked: string[] = []
  const seen: string[] = []
  const list: ElementReader = {
    want: 'children',
    child: (element) => void asked.push(element),
    piece: (part) => seen.push(textOf(part)),
    end: (value) => seen.push(value),
  }
  read(() => list, '<list>secret<a>secret<b>secret</b></a><c/></list>')
  expect(asked).toEqual(['a', 'c'])
  expect(seen).toEqual([''])
})

test('an element within text and the namespace of each element are told to the reader around it', () => {
  const told: string[] = []
  const value = text(
    (own) => told.push(own),
    (name, namespace) => void told.push(`${name} ${namespace}`),
  )
  read(
    (name, namespace) => (told.push(`${name} ${namespace}`), value),
    '<x:a xmlns:x="urn:x">before<b>within</b> after</x:a>',
  )
  expect(told).toEqual(['a urn:x', 'b ', 'before after'])
})

test('streamed text goes to the reader of its own element', () => {
  const pieces: string[] = []
  const ends: string[] = []
  const streamed: ElementReader = {
    want: 'stream',
    child: () => undefined,
    piece: (part) => pieces.push(textOf(part)),
    end: (own) => ends.push(own),
  }
  const root: ElementReader = { want: 'children', child: () => streamed, piece: () => ends.push('root') }
  read(() => root, '<root>no<a>one</a>no<b>two</b></root>')
  expect(pieces.join('')).toBe('onetwo')
  expect(ends).toEqual(['', ''])
})

test('an end comes after the ends of everything within, and one reader may read itself', () => {
  const ends: string[] = []
  let depth = 0
  const nested: ElementReader = { want: 'children', child: () => (depth++, nested), end: () => ends.push(`${depth--}`) }
  read(() => (depth++, nested), '<a><b><c/></b><d/></a>')
  expect(ends).toEqual(['3', '2', '2', '1'])
})

test('what a reader throws ends the document', () => {
  const reader = createXmlReader(
    readElements((name) => {
      throw new Error(`no ${name}`)
    }),
  )
  expect(() => reader.write('<a>')).toThrow('no a')
  expect(() => reader.write('<a/>')).toThrow('no a')
})

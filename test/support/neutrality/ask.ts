import { setTimeout as delay } from 'node:timers/promises'
import { type PlainAnswer, rawConnection } from '../api/raw-connection.ts'

export interface Question {
  readonly method: 'GET' | 'POST' | 'PUT'
  readonly path: string
  readonly headers: readonly string[]
  /** Empty for GET. */
  readonly body: string
}

export interface Asked {
  readonly answer: PlainAnswer
  /** From the last byte of the request to the last of the answer. */
  readonly ms: number
  /** Wall clock at the last byte of the request. */
  readonly sentAt: number
}

type Piece = string | number

const head = ({ method, path, headers }: Question, ...more: readonly string[]): string =>
  [`${method} ${path} HTTP/1.1`, 'Host: hub', ...headers, ...more, '', ''].join('\r\n')

const withLength = (question: Question): string =>
  question.body === '' ? head(question) : head(question, `Content-Length: ${Buffer.byteLength(question.body)}`)

const chunk = (text: string): string => `${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`

/** To somewhere in a slot of the time grid, or just past its end. */
const anyWait = (): number => 1 + Math.floor(Math.random() * 27)

/** How a request is sent: texts, and milliseconds to wait between them. Half of the requests come in pieces. */
const WAYS: readonly ((question: Question) => readonly Piece[])[] = [
  (question) => [withLength(question) + question.body],
  (question) => [withLength(question) + question.body],
  (question) => [withLength(question) + question.body],
  (question) => [withLength(question).slice(0, 30), anyWait(), withLength(question).slice(30) + question.body],
  (question) =>
    question.body === ''
      ? [head(question).slice(0, -2), anyWait(), '\r\n']
      : [withLength(question) + question.body.slice(0, -1), anyWait(), question.body.slice(-1)],
  (question) =>
    question.body === ''
      ? [head(question).slice(0, -4), anyWait(), '\r\n\r\n']
      : [
          head(question, 'Transfer-Encoding: chunked'),
          anyWait(),
          chunk(question.body.slice(0, 40)),
          anyWait(),
          `${chunk(question.body.slice(40))}0\r\n\r\n`,
        ],
]

/** Node closes a connection that has been idle for 5 s, and what is written into it then has no answer. */
const IDLE_MS = 3_000

/** One caller's connection, on which one request follows another. `inPieces`: at times of the caller's choice. */
export async function caller(base: string) {
  let connection = await rawConnection(base)
  let usedAt = Date.now()
  return {
    async ask(question: Question, inPieces = false): Promise<Asked> {
      if (Date.now() - usedAt > IDLE_MS) {
        connection.stop()
        connection = await rawConnection(base)
      }
      const way = WAYS[inPieces ? Math.floor(Math.random() * WAYS.length) : 0] ?? withLength
      const count = connection.answers.length
      for (const piece of way(question))
        if (typeof piece === 'number') await delay(piece)
        else connection.write(piece)
      const start = performance.now()
      const sentAt = Date.now()
      const answer = (await connection.until(count + 1))[count]
      if (answer === undefined) throw new Error('an answer that came is missing')
      usedAt = Date.now()
      return { answer, ms: answer.at - start, sentAt }
    },
    stop: () => connection.stop(),
  }
}
export type Connection = Awaited<ReturnType<typeof caller>>

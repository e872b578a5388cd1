import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { RequestHandler } from 'express'
import { write } from '../../api/answer.ts'
import type { Assets } from './layout.tsx'

const FOLDER = join(import.meta.dirname, '../assets')
/** In the order in which their rules count; tokens and what all pages share come first. */
const STYLES = ['insyn.css', 'uppslag.css', 'operations.css', 'audit.css', 'follow-up.css']

const FILES = {
  stylesheet: { name: 'insyn.css', type: 'text/css; charset=utf-8', text: readAll(STYLES) },
  script: { name: 'insyn.js', type: 'text/javascript; charset=utf-8', text: readAll(['insyn.js']) },
  icon: { name: 'insyn.svg', type: 'image/svg+xml; charset=utf-8', text: readAll(['insyn.svg']) },
} as const

function readAll(names: readonly string[]): string {
  return names.map((name) => readFileSync(join(FOLDER, name), 'utf8')).join('\n')
}

/** Names the content: a browser keeps a file for ever, and asks for another when a release changes it. */
const address = ({ name, text }: { readonly name: string; readonly text: string }): string =>
  `/assets/${createHash('sha256').update(text).digest('hex').slice(0, 16)}/${name}`

export const ASSETS: Assets = {
  stylesheet: address(FILES.stylesheet),
  script: address(FILES.script),
  icon: address(FILES.icon),
}

const BY_ADDRESS = new Map(Object.values(FILES).map((file) => [address(file), file]))

export const serveAsset: RequestHandler = (req, res, next) => {
  const file = BY_ADDRESS.get(req.path)
  if (file === undefined) return void next()
  res.setHeader('Cache-Control', 'public, max-age=31536000, immutable')
  write(res, 200, file.type, file.text)
}

import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from '@jest/globals'
import type { Access } from '../../../src/atkomstlogg/access.ts'
import { verifyFile } from '../../../src/atkomstlogg/verify-file.ts'
import { WHOLE } from '../campaign.ts'
import { sql } from '../database/mirror-state.ts'
import type { Installation } from './hub-process.ts'

let exports = 0

/**
 * Every record of one log, as an auditor gets them: exported, and verified from the file and its key alone. The first one
 * of a test file is verified by the command too.
 */
export async function exportedLog(installation: Installation, log: string): Promise<Access[]> {
  const first = exports++ === 0
  const file = join(installation.state, `${log}-${exports}.jsonl`)
  const { code, output } = await installation.insyn('logg', 'exportera', log, '--fil', file, '--av', 'prov')
  expect([code, output]).toEqual([0, expect.stringContaining('records written')])
  const vkey = /--nyckel '([^']+)'/.exec(output)?.[1] ?? ''
  expect(await verifyFile({ file, keys: [vkey] })).toMatchObject({ ok: true })
  if (first) expect(await installation.insyn('logg', 'verifiera', file, '--nyckel', vkey)).toMatchObject({ code: 0 })
  const lines = (await readFile(file, 'utf8')).trimEnd().split('\n')
  return lines.slice(1, -1).map((line) => (JSON.parse(line) as { atkomst: Access }).atkomst)
}

/** For all logs of a campaign: the same where it runs whole, and what the table holds where it is short. */
export async function recordsOf(installation: Installation, log: string): Promise<Access[]> {
  if (WHOLE) return exportedLog(installation, log)
  const rows = await sql<{ record: string }>(
    installation,
    'select record from access_record where logg = $1 order by nummer',
    [log],
  )
  return rows.map(({ record }) => (JSON.parse(record) as { atkomst: Access }).atkomst)
}

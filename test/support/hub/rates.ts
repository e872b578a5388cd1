import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/**
 * Tests ask faster than people do, and name cases that no case system has opened: lifts what the contracts in a copy of config/
 * allow.
 */
export async function liftRates(config: string): Promise<void> {
  for (const name of ['klienter.yaml', 'klienter-demo.yaml']) {
    const file = join(config, name)
    const text = await readFile(file, 'utf8')
    await writeFile(
      file,
      text
        .replaceAll(/takt: \{.*\}/g, 'takt: { klient: 10000000, slutanvandare: 10000000 }')
        .replaceAll(/arenden: \[.*\]/g, 'arenden: oprovade'),
    )
  }
}

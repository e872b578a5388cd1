import { Type } from 'typebox'
import type { LogPosition } from '../atkomstlogg/access.ts'
import { LOG_ID_FORM, sealLogId } from '../atkomstlogg/log-id.ts'
import type { Keys } from '../platform/keys/keys.ts'

/** Opens to nothing. */
export const LOG_ID_EXAMPLE =
  'c-jzQA3H_ssD1DdwZE11y8b_fgQozfyJGmi0WiZop9Z1Xi9QjI9NtL9p4yrTNaA4RVHsP6qUC6d8Sq0IIcYIw5C-PBVU7QAwo2grgrBcCMZXu-UPX2f9EV1hFCn6A1ricnsr'

/** The place of one record of the access log, as callers see it. */
export const LogId = Type.String({
  pattern: LOG_ID_FORM,
  description:
    'Pekar ut en post i åtkomstloggen. Ogenomskinlig, alltid lika lång och ny varje gång: den säger varken vems logg ' +
    'posten står i eller hur många poster som finns. Insyns drift slår upp den (`insyn logg hitta`).',
})

/**
 * Of every answer: the place of its first record alone. More of them would tell in how many boards something was found,
 * also when the answer does not show where it comes from.
 */
export const LogIds = Type.Array(LogId, {
  minItems: 1,
  maxItems: 1,
  description: 'Svarets post i åtkomstloggen: alltid en, vad svaret än visar.',
})

export const logIds = (keys: Pick<Keys, 'sealForLog'>, places: readonly LogPosition[]): string[] =>
  places.slice(0, 1).map((place) => sealLogId(keys, place))

import { type Static, Type } from 'typebox'
import { connectionSettings, defineSource, REQUESTS_PER_SECOND, WritesPlus } from '../source-definition.ts'
import { paraplyetSource } from './source.ts'

const Installation = Type.Object(
  {
    url: Type.String({ pattern: '^https?://' }),
    anvandare: Type.String({ minLength: 1 }),
    losenord: Type.String({ minLength: 1 }),
    taOver: Type.Optional(
      Type.Boolean({
        description: 'Whether a login may end another session of the same user; it may not when this is absent.',
      }),
    ),
    skriverPlus: WritesPlus,
    ...connectionSettings,
  },
  { additionalProperties: false },
)
export const ParaplyetSettings = Type.Record(Type.String(), Installation, {
  description: 'One installation per stadsdel.',
})
export type ParaplyetSettings = Static<typeof ParaplyetSettings>

export const paraplyet = defineSource(ParaplyetSettings, (settings, { deadlines, ...context }) => {
  const source = paraplyetSource({
    ...context,
    deadlines: { ...deadlines, login: deadlines.smallCalls },
    installations: installationsOf(settings),
  })
  return { source, stadsdelar: Object.keys(settings), session: (stadsdel) => source.session(stadsdel) }
})

export const installationsOf = (settings: ParaplyetSettings) =>
  Object.fromEntries(
    Object.entries(settings).map(
      ([
        code,
        { url, anvandare: user, losenord: password, taOver = false, skriverPlus: writesPlus, ...connection },
      ]) => [
        code,
        {
          ...{ url, user, password, taOver, writesPlus },
          connection: { anropPerSekund: REQUESTS_PER_SECOND, ...connection },
        },
      ],
    ),
  )

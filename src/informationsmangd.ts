/** The unit of permission, of topic and of log. See docs/glossary.md. */
export const INFORMATIONSMANGDER = [
  'person',
  'beslut',
  'avgift',
  'utforare',
  'handlaggare',
  'kostatus',
  'rakningsmottagare',
  'faktura',
] as const
export type Informationsmangd = (typeof INFORMATIONSMANGDER)[number]

export const SOURCES = ['paraplyet', 'agresso'] as const
export type SourceName = (typeof SOURCES)[number]

/** Which source knows what. A sync run's scope is one source × one stadsdel. */
export const MANGDER_OF_SOURCE: Readonly<Record<SourceName, readonly Informationsmangd[]>> = {
  paraplyet: ['person', 'beslut', 'avgift', 'utforare', 'handlaggare', 'kostatus', 'rakningsmottagare'],
  agresso: ['faktura'],
}

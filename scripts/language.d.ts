interface DeclaredName {
  readonly name: string
  readonly property: boolean
  readonly line: number
}

interface WordLists {
  readonly words: ReadonlySet<string>
  readonly contracts: { readonly names: ReadonlySet<string>; readonly published: ReadonlySet<string> }
}

export function wordsOf(name: string): string[]
export function declaredNames(file: string, text: string): DeclaredName[]
export function namesOfSql(text: string): DeclaredName[]
export function foreignWords(file: string, text: string, lists: WordLists): readonly { readonly word: string }[]
export function lists(): WordLists

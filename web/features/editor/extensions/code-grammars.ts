/** Colours of code by lowlight's common grammars; a chunk of its own, larger than the rest of the editor. */
import { common, createLowlight } from 'lowlight'

export type Part = { readonly text: string; readonly classes: readonly string[] }

const lowlight = createLowlight(common)

type Tree = ReturnType<typeof lowlight.highlight>

/** Empty for a language without a grammar: the block stays plain. */
export function partsOf(language: string, text: string): readonly Part[] {
  return lowlight.registered(language) ? flatten(lowlight.highlight(language, text).children, []) : []
}

function flatten(children: Tree['children'], classes: readonly string[]): readonly Part[] {
  return children.flatMap(child => {
    if (child.type === 'text') return [{ text: child.value, classes }]
    if (child.type !== 'element') return []
    const own = child.properties.className
    return flatten(child.children, Array.isArray(own) ? [...classes, ...own.map(String)] : classes)
  })
}

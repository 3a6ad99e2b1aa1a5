/** A copy for the person, whatever happens to the post: plain text for the clipboard, Markdown-like text for a file. */
import type { Editor } from '@tiptap/react'

export function plainText(editor: Editor): string {
  return editor.state.doc.textBetween(0, editor.state.doc.content.size, '\n\n', '\n')
}

export async function copyText(editor: Editor): Promise<void> {
  await navigator.clipboard.writeText(plainText(editor))
}

/** Markdown when its writer can be loaded, else plain text: a copy must not depend on the network. */
export async function downloadCopy(editor: Editor, title: string): Promise<void> {
  const text = await markdown(editor).catch(() => plainText(editor))
  const url = URL.createObjectURL(new Blob([text], { type: 'text/markdown;charset=utf-8' }))
  const link = document.createElement('a')
  link.href = url
  link.download = `${fileName(title)}.md`
  link.click()
  setTimeout(() => URL.revokeObjectURL(url), 10_000)
}

async function markdown(editor: Editor): Promise<string> {
  const [{ markdownOf }, json] = [await import('#domain/text/markdown.ts'), editor.getJSON()]
  const title = editor.state.doc.firstChild?.textContent ?? ''
  return `# ${title}\n\n${markdownOf(json as Parameters<typeof markdownOf>[0])}`
}

function fileName(title: string): string {
  const name = title
    .replace(/[^\p{L}\p{N} _-]+/gu, '')
    .trim()
    .slice(0, 80)
  return name || 'post'
}

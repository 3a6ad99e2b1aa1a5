/** Hands the browser a text as a file to keep, without asking the server. */
export function saveAsFile(text: string, title: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'text/markdown;charset=utf-8' }))
  const link = document.createElement('a')
  link.href = url
  link.download = `${fileName(title)}.md`
  link.click()
  setTimeout(() => URL.revokeObjectURL(url), 10_000)
}

function fileName(title: string): string {
  const name = title
    .replace(/[^\p{L}\p{N} _-]+/gu, '')
    .trim()
    .slice(0, 80)
  return name || 'post'
}

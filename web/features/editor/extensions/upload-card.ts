/** A picture that is not in the text yet, as it stands there: itself, how far it is, or why it failed. */
import { fileName } from '#web/features/images/files.ts'

type UploadShown =
  /** `part` from 0 to 1; at 1 the server works on it. */
  | { readonly state: 'sending'; readonly part: number }
  | { readonly state: 'failed'; readonly words: string; readonly again: boolean }

export type UploadCard = {
  readonly element: HTMLElement
  readonly show: (shown: UploadShown) => void
  /** Lets go of the picture. */
  readonly close: () => void
}

type Deeds = { readonly onAgain: () => void; readonly onAnother: () => void; readonly onRemove: () => void }

export function createUploadCard(file: File, { onAgain, onAnother, onRemove }: Deeds): UploadCard {
  const address = file.type.startsWith('image/') && file.type !== 'image/svg+xml' ? URL.createObjectURL(file) : null
  const element = make('div', 'upload')
  element.contentEditable = 'false'
  const picture = make('img', 'upload-picture')
  picture.alt = ''
  // What the browser cannot draw is told by name alone.
  picture.addEventListener('error', () => picture.remove())
  const words = make('p', 'upload-words')
  words.setAttribute('role', 'status')
  const bar = make('progress', 'upload-bar')
  bar.max = 1
  const deeds = make('div', 'upload-deeds')
  if (address !== null) {
    picture.src = address
    element.append(picture)
  }
  element.append(words, bar, deeds)

  const name = fileName(file)
  const buttons = (...list: readonly [string, () => void][]) =>
    deeds.replaceChildren(
      ...list.map(([word, run]) => {
        const button = make('button', 'upload-button')
        button.type = 'button'
        button.textContent = word
        button.addEventListener('click', run)
        return button
      }),
    )
  let said = ''
  const say = (next: string) => {
    if (next !== said) words.textContent = next
    said = next
  }

  return {
    element,
    show(shown) {
      const isNew = element.dataset.state !== shown.state
      element.dataset.state = shown.state
      if (shown.state === 'failed') {
        bar.remove()
        say(`Could not upload ${name}. ${shown.words}`)
        buttons(
          ...(shown.again ? [['Try again', onAgain] satisfies [string, () => void]] : []),
          ['Choose another', onAnother],
          ['Remove', onRemove],
        )
        return
      }
      bar.setAttribute('aria-label', `Uploading ${name}`)
      bar.value = shown.part
      if (isNew) {
        deeds.before(bar)
        buttons(['Cancel', onRemove])
      }
      say(shown.part < 1 ? `Uploading ${name}…` : `Working on ${name}…`)
    },
    close() {
      if (address !== null) URL.revokeObjectURL(address)
    },
  }
}

function make<Tag extends keyof HTMLElementTagNameMap>(tag: Tag, className: string): HTMLElementTagNameMap[Tag] {
  const element = document.createElement(tag)
  element.className = className
  return element
}

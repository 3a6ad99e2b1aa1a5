/** What stands beside a text otherwise than it was frozen: tags, address, cover, channel texts. Pure. */
import { channelTextOf, coverOf, type Fields, TEXT_PREFIX, tagsOf, wantedSlug } from '#domain/text/post-fields.ts'

export type FieldChange = { readonly called: string; readonly older: string; readonly newer: string }

type Channel = { readonly id: string; readonly name: string }

/** In the order of the panel; nothing for what is the same, however it is written in the map. */
export function fieldChanges(was: Fields, now: Fields, channels: readonly Channel[]): readonly FieldChange[] {
  return shownOf(was, now, channels).flatMap(({ called, words }) => {
    const [older, newer] = [words(was), words(now)]
    return older === newer ? [] : [{ called, older, newer }]
  })
}

type Shown = { readonly called: string; readonly words: (fields: Fields) => string }

function shownOf(was: Fields, now: Fields, channels: readonly Channel[]): readonly Shown[] {
  const ids = new Set([was, now].flatMap(Object.keys).filter(key => key.startsWith(TEXT_PREFIX)))
  return [
    { called: 'Tags', words: fields => tagsOf(fields).join(', ') },
    { called: 'Address', words: fields => wantedSlug(fields) ?? '' },
    { called: 'Cover', words: coverWords },
    ...[...ids].map((key): Shown => {
      const id = key.slice(TEXT_PREFIX.length)
      const name = channels.find(channel => channel.id === id)?.name ?? 'a channel that was removed'
      return { called: `Text for ${name}`, words: fields => channelTextOf(fields, id) ?? '' }
    }),
  ]
}

/** A picture has no words of its own: its id tells another one apart. */
function coverWords(fields: Fields): string {
  const cover = coverOf(fields)
  return cover === null ? '' : [cover.alt || 'A picture', `(${cover.id.slice(0, 6)})`].join(' ')
}

/** Tags, address and channel texts that come by the API: stored as an edit of their author, beside what others write. */
import * as Y from 'yjs'
import { AppError } from '#domain/contract/errors.ts'
import type { ChangeFields } from '#domain/contract/inputs/fields.ts'
import { changeWords } from '#domain/text/change-words.ts'
import { jsonOf } from '#domain/text/document.ts'
import { findNetwork, networkText } from '#domain/text/network-text.ts'
import { titleOf } from '#domain/text/plain-text.ts'
import {
  COVER_ALT_KEY,
  COVER_KEY,
  FIELDS,
  type Fields,
  SLUG_KEY,
  TAG_PREFIX,
  TEXT_PREFIX,
  tagKey,
  textKey,
} from '#domain/text/post-fields.ts'
import type { Tx } from '#prisma/client.ts'
import type { AllowedPost } from './access.ts'
import { writeDocument } from './content.ts'
import type { Stores } from './posts.ts'
import type { PostTextNow } from './versions.ts'

/** @throws {AppError} invalid_input for channels that are not here; invalid_transition, too_large; storage_unavailable */
export async function changeFields(
  stores: Stores,
  post: AllowedPost<'edit'>,
  { tags, slug, cover, coverAlt, texts = {} }: ChangeFields,
): Promise<PostTextNow> {
  for (const channelId of Object.keys(texts)) await requireNetwork(stores.db, post, channelId)
  const { text } = await writeDocument(
    stores,
    post,
    copy =>
      copy.transact(() => {
        const fields = copy.getMap(FIELDS)
        if (tags) setTags(fields, tags)
        setPlain(fields, SLUG_KEY, slug)
        setPlain(fields, COVER_KEY, cover)
        setPlain(fields, COVER_ALT_KEY, cover === null ? null : coverAlt)
        for (const [channelId, words] of Object.entries(texts)) setText(fields, channelId, words)
      }),
    { kind: 'fields_written' },
  )
  return text
}

/**
 * Gives a channel a text of its own, which begins as what it would get now. One that is there stays: of two people who
 * begin it at once neither loses a word, which is why pages do not begin it by themselves.
 *
 * @throws {AppError} invalid_input for a channel that takes the whole text or is not here
 */
export async function beginChannelText(
  stores: Stores,
  post: AllowedPost<'edit'>,
  channelId: string,
): Promise<PostTextNow> {
  const network = await requireNetwork(stores.db, post, channelId)
  const { text } = await writeDocument(
    stores,
    post,
    copy => {
      const fields = copy.getMap(FIELDS)
      if (fields.get(textKey(channelId)) instanceof Y.Text) return
      const content = jsonOf(copy)
      const { text: words } = networkText(network, { title: titleOf(content), content, own: null, url: null })
      fields.set(textKey(channelId), new Y.Text(words))
    },
    { kind: 'fields_written' },
  )
  return text
}

async function requireNetwork(db: Tx, { workspaceId }: AllowedPost<'edit'>, channelId: string) {
  const channel = await db.channel.findFirst({
    where: { id: channelId, workspaceId, removedAt: null },
    select: { kind: true },
  })
  const network = channel && findNetwork(channel.kind)
  if (network) return network
  throw new AppError('invalid_input', {
    message: channel ? 'This channel takes the whole text.' : 'This channel is not in this workspace.',
    details: [{ path: 'channelId', message: 'is not a channel with a text of its own' }],
  })
}

/** Makes them what they were: what is not among the wanted ones goes, and words of channels change as little as they can. */
export function putFields(fields: Y.Map<unknown>, wanted: Fields): void {
  for (const key of [...fields.keys()]) if (!Object.hasOwn(wanted, key)) fields.delete(key)
  for (const [key, value] of Object.entries(wanted)) {
    if (key.startsWith(TEXT_PREFIX)) setText(fields, key.slice(TEXT_PREFIX.length), String(value))
    else if (fields.get(key) !== value) fields.set(key, value)
  }
}

/** Null takes it out; what is left out stays. */
function setPlain(fields: Y.Map<unknown>, key: string, value: string | null | undefined): void {
  if (value === null) fields.delete(key)
  else if (value !== undefined && fields.get(key) !== value) fields.set(key, value)
}

function setTags(fields: Y.Map<unknown>, tags: readonly string[]): void {
  const wanted = new Map(tags.map(tag => [tagKey(tag), tag]))
  for (const key of [...fields.keys()]) if (key.startsWith(TAG_PREFIX) && !wanted.has(key)) fields.delete(key)
  for (const [key, tag] of wanted) if (fields.get(key) !== tag) fields.set(key, tag)
}

function setText(fields: Y.Map<unknown>, channelId: string, words: string | null): void {
  const key = textKey(channelId)
  const known = fields.get(key)
  if (words === null) fields.delete(key)
  else if (known instanceof Y.Text) changeWords(known, words)
  else fields.set(key, new Y.Text(words))
}

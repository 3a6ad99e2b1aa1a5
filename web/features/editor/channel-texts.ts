'use client'
/** What each channel that takes little would get of the open post, as the job would send it. */
import type { Editor } from '@tiptap/react'
import { useEffect, useMemo, useState } from 'react'
import type { JsonNode } from '#domain/text/document.ts'
import { findNetwork, type Network, type NetworkText, networkText } from '#domain/text/network-text.ts'
import { channelTextOf, type Fields } from '#domain/text/post-fields.ts'
import type { EditorChannel } from './load.ts'

export type ChannelTextView = {
  readonly channel: EditorChannel
  readonly network: Network
  /** Null while it follows the post. */
  readonly own: string | null
  readonly text: NetworkText
}

type Options = {
  readonly channels: readonly EditorChannel[]
  readonly fields: Fields
  readonly title: string
  /** Null while nobody looks: only texts of their own can be wrong. */
  readonly content: JsonNode | null
  /** Address on the public site; null where it does not go there, or is not known yet. */
  readonly url: string | null
}

const NOTHING: JsonNode = { type: 'doc', content: [] }

export function useChannelTexts({ channels, fields, title, content, url }: Options): readonly ChannelTextView[] {
  return useMemo(
    () =>
      channels.flatMap(channel => {
        const network = findNetwork(channel.kind)
        if (!network) return []
        const own = channelTextOf(fields, channel.id)
        return [{ channel, network, own, text: networkText(network, { title, content: content ?? NOTHING, own, url }) }]
      }),
    [channels, fields, title, content, url],
  )
}

/** People stop for as long before they look up. */
const REST_MS = 250

/** The document in the editor, a moment after it changed; null while nobody wants it. */
export function useContent(editor: Editor | null, wanted: boolean): JsonNode | null {
  const [content, setContent] = useState<JsonNode | null>(null)
  useEffect(() => {
    if (!editor || !wanted) return setContent(null)
    let timer: ReturnType<typeof setTimeout>
    const look = () => setContent(editor.getJSON() as JsonNode)
    const plan = () => {
      clearTimeout(timer)
      timer = setTimeout(look, REST_MS)
    }
    look()
    editor.on('update', plan)
    return () => {
      clearTimeout(timer)
      editor.off('update', plan)
    }
  }, [editor, wanted])
  return content
}

/** The words of a comment: mentions, links and simple emphasis; line ends as they were typed. */

import type { ReactNode } from 'react'
import { type Piece, piecesOf } from '#domain/text/comment-words.ts'
import { EVERYONE } from '#domain/text/mentions.ts'
import styles from './comment-words.module.css'

export function CommentWords({ markdown, myId }: { readonly markdown: string; readonly myId: string }) {
  return (
    <p className={styles.words}>
      {piecesOf(markdown).map((piece, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: pieces of one text never change their order.
        <Shown key={index} piece={piece} myId={myId} />
      ))}
    </p>
  )
}

function Shown({ piece, myId }: { readonly piece: Piece; readonly myId: string }): ReactNode {
  switch (piece.type) {
    case 'text':
      return piece.text
    case 'bold':
      return <strong>{piece.text}</strong>
    case 'italic':
      return <em>{piece.text}</em>
    case 'strike':
      return <s>{piece.text}</s>
    case 'code':
      return <code className={styles.code}>{piece.text}</code>
    case 'mention':
      return (
        <span className={styles.mention} data-me={piece.userId === myId || piece.userId === EVERYONE || undefined}>
          {piece.text}
        </span>
      )
    case 'link':
      return (
        <a href={piece.href} target="_blank" rel="noopener noreferrer nofollow">
          {piece.text}
        </a>
      )
  }
}

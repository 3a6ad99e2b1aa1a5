/** Draws a card: the title of a post and the name of its site, in the colours of the public site by day. */
import { ImageResponse } from 'next/og'
import { CARD, type Card } from './card.ts'

/** The style's colours as the drawing library reads them. */
const COLORS = { paper: '#ffffff', ink: '#1f1c19', quiet: '#4b4742', line: '#dfdeda', accent: '#0066b1' } as const

/** PNG of 1200 × 630. */
export async function drawCard({ title, site }: Pick<Card, 'title' | 'site'>): Promise<ArrayBuffer> {
  const picture = new ImageResponse(
    <div
      style={{
        display: 'flex',
        flexDirection: 'column',
        justifyContent: 'space-between',
        width: '100%',
        height: '100%',
        padding: '72px 80px',
        backgroundColor: COLORS.paper,
        borderTop: `16px solid ${COLORS.accent}`,
      }}
    >
      <div
        style={{
          display: 'block',
          lineClamp: 4,
          color: COLORS.ink,
          fontSize: sizeOf(title),
          lineHeight: 1.2,
          letterSpacing: '-0.02em',
          wordBreak: 'break-word',
        }}
      >
        {title}
      </div>
      <div
        style={{
          display: 'flex',
          paddingTop: 28,
          borderTop: `2px solid ${COLORS.line}`,
          color: COLORS.quiet,
          fontSize: 34,
        }}
      >
        <div style={{ display: 'block', lineClamp: 1, width: '100%' }}>{site}</div>
      </div>
    </div>,
    CARD,
  )
  return picture.arrayBuffer()
}

function sizeOf(title: string): number {
  if (title.length <= 40) return 88
  return title.length <= 90 ? 72 : 56
}

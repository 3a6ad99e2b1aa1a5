/** Who a choice under an @ stands for: a face, or everybody. */
import { UsersRound } from 'lucide-react'
import { Avatar } from '#web/ui/avatar.tsx'
import type { Mentionable } from '../api.ts'
import { EVERYBODY } from '../mention-draft.ts'

export function MentionFace({ person: { id, name, color } }: { readonly person: Mentionable }) {
  if (id === EVERYBODY.id) return <UsersRound size={16} aria-hidden />
  return <Avatar name={name} color={color} size="small" decorative />
}

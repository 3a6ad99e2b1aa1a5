/** Who a choice under an @ stands for: a face, everybody, or somebody who is not here yet. */
import { UserPlus, UsersRound } from 'lucide-react'
import { Avatar } from '#web/ui/avatar.tsx'
import type { Mentionable } from '../api.ts'
import { EVERYBODY, INVITE } from '../find-people.ts'

export function MentionFace({ person: { id, name, color } }: { readonly person: Mentionable }) {
  if (id === EVERYBODY.id) return <UsersRound size={16} aria-hidden />
  if (id === INVITE.id) return <UserPlus size={16} aria-hidden />
  return <Avatar name={name} color={color} size="small" decorative />
}

'use client'
/** Everybody who has the post open, and the way to go along with one of them. */
import { UsersRound } from 'lucide-react'
import type { PostPerson } from '#web/realtime/realtime-types.ts'
import { Avatar } from '#web/ui/avatar.tsx'
import { Button } from '#web/ui/button.tsx'
import { LateMenu } from '#web/ui/late-menu.tsx'
import { doingWords } from '../format.ts'

type PeopleMenuProps = {
  readonly people: readonly PostPerson[]
  readonly myId: string
  readonly onFollow: (personId: string) => void
}

export function PeopleMenu({ people, myId, onFollow }: PeopleMenuProps) {
  const others = people.filter(person => person.id !== myId)
  if (others.length === 0) return null
  return (
    <LateMenu
      trigger={
        <Button look="quiet" icon aria-label="People in this post" title="People in this post">
          <UsersRound aria-hidden />
        </Button>
      }
      align="end"
      heading="Follow"
      entries={others.map(person => ({
        id: person.id,
        word: person.name,
        icon: <Avatar name={person.name} color={person.color} size="small" decorative />,
        hint: doingWords(person, myId),
        onSelect: () => onFollow(person.id),
      }))}
    />
  )
}

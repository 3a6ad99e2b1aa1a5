'use client'
/** The roles one may give, nothing above one's own. */
import { ChevronDown } from 'lucide-react'
import { ROLES, type Role } from '#domain/contract/roles.ts'
import { Button } from '#web/ui/button.tsx'
import { Menu, MenuChoices } from '#web/ui/menu.tsx'
import { GRANTABLE_ROLES, roleWords } from '../format.ts'

type RoleMenuProps = {
  readonly name: string
  readonly role: Role
  readonly own: Role
  readonly onChoose: (role: Role) => void
}

export function RoleMenu({ name, role, own, onChoose }: RoleMenuProps) {
  const choices = GRANTABLE_ROLES.filter(each => ROLES.indexOf(each) <= ROLES.indexOf(own)).map(value => {
    const { word, may } = roleWords(value)
    return { value, word, hint: may }
  })
  return (
    <Menu
      trigger={
        <Button look="quiet" size="small" aria-label={`Role of ${name}: ${roleWords(role).word}`}>
          {roleWords(role).word}
          <ChevronDown aria-hidden />
        </Button>
      }
    >
      <MenuChoices<Role>
        label={`Role of ${name}`}
        value={role}
        choices={choices}
        onChoose={next => next !== role && onChoose(next)}
      />
    </Menu>
  )
}

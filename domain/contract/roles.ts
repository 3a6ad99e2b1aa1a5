/** Roles as they come from outside: the schemas over `rights.ts`. */
import { z } from 'zod'
import { ROLES } from './rights.ts'

export { can, type Right, ROLES } from './rights.ts'

export const Role = z.enum(ROLES)
export type Role = z.infer<typeof Role>

/** Roles that an invitation or a role change may give; ownership is handed over, never given by invitation. */
export const GrantableRole = Role.exclude(['owner'])
export type GrantableRole = z.infer<typeof GrantableRole>

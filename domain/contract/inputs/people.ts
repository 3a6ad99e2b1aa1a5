/** What people send about themselves and each other. Unknown fields are refused. */
import { z } from 'zod'
import { UserId } from '../ids.ts'
import { LIMITS } from '../limits.ts'
import { GrantableRole, Role } from '../roles.ts'

/** One line without control characters. */
export const DisplayName = z
  .string()
  .transform(name => name.replace(/\s+/g, ' ').trim())
  .pipe(
    z
      .string()
      .min(1, 'write a name')
      .max(LIMITS.nameChars)
      .regex(/^[^\p{Cc}\p{Cf}]*$/u, 'has letters that cannot be shown'),
  )

export const Email = z
  .string()
  .max(254)
  .transform(email => email.trim().toLowerCase())
  .pipe(z.email('is not an email address'))

export const Password = z
  .string()
  .min(LIMITS.passwordCharsMin, `needs at least ${LIMITS.passwordCharsMin} characters. A short sentence works well.`)
  .max(LIMITS.passwordCharsMax)

export const SignUp = z.strictObject({
  name: DisplayName,
  email: Email,
  password: Password,
  rememberMe: z.boolean().optional(),
  /** From the set-up link; with it the account becomes owner of the first workspace. */
  setupToken: z.string().max(200).optional(),
  workspaceName: DisplayName.optional(),
  /** Whether the first workspace starts with a post to play with; yes if left out. */
  sample: z.boolean().optional(),
  invitationId: z.string().max(200).optional(),
})
export type SignUp = z.infer<typeof SignUp>

export const CreateInvitation = z.strictObject({ email: Email, role: GrantableRole })
export type CreateInvitation = z.infer<typeof CreateInvitation>

/** Whose invitations are meant. */
export const InvitedAddress = z.strictObject({ email: Email })

/** Said again before what cannot be taken back; who has none leaves it out and signs in anew instead. */
const OwnPassword = z.string().max(LIMITS.passwordCharsMax).optional()

export const TransferOwnership = z.strictObject({ userId: UserId, password: OwnPassword })
export const DeleteAccount = z.strictObject({ password: OwnPassword })

export const ChangeRole = z.strictObject({ role: Role })

export const CreateToken = z.strictObject({
  name: DisplayName,
  expiresAt: z.iso
    .datetime({ offset: true })
    .transform(at => new Date(at))
    .optional(),
})
export type CreateToken = z.infer<typeof CreateToken>

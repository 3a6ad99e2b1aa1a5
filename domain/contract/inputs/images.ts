/** The id of a picture as it comes from outside. Apart from `../images.ts`, which pages load too. */
import { z } from 'zod'
import { IMAGE_ID, type ImageId } from '../images.ts'

export const ImageIdText = z
  .string()
  .regex(IMAGE_ID, 'is not the id of a picture')
  .transform(id => id as ImageId)

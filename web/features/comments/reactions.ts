/** Reactions in the order they are offered, with the word that stands for each. */
import type { Reaction } from '#domain/contract/discussion-shape.ts'

const WORDS: Record<Reaction, string> = {
  '👍': 'Agree',
  '❤️': 'Love',
  '😄': 'Laugh',
  '🎉': 'Celebrate',
  '👀': 'Looking',
  '🤔': 'Not sure',
  '🙏': 'Thank you',
  '✅': 'Done',
}

export const REACTION_CHOICES = (Object.keys(WORDS) as Reaction[]).map(reaction => ({
  reaction,
  word: WORDS[reaction],
}))

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'

const css = readFileSync(join(import.meta.dirname, 'tokens.css'), 'utf8')
type Theme = 'light' | 'dark'
type Linear = readonly [red: number, green: number, blue: number]

const token = (name: string, theme: Theme): Linear => {
  const found = new RegExp(`--${name}: light-dark\\(oklch\\(([^)]+)\\), oklch\\(([^)]+)\\)\\)`).exec(css)
  const [lightness, chroma, hue] = (found?.[theme === 'light' ? 1 : 2] ?? '').split(' ').map(Number)
  if (lightness === undefined || chroma === undefined || hue === undefined) throw new Error(`No colour ${name}`)
  return fromOklab([lightness, chroma * Math.cos((hue * Math.PI) / 180), chroma * Math.sin((hue * Math.PI) / 180)])
}

/** CSS Color 4: OKLab to linear sRGB, cut to what a screen shows. */
function fromOklab([lightness, a, b]: readonly [number, number, number]): Linear {
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3
  const cut = (value: number) => Math.min(1, Math.max(0, value))
  return [
    cut(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
    cut(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
    cut(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s),
  ]
}

/** sRGB values, as a browser lays a half transparent colour over another one. */
function over(top: Linear, ground: Linear, share: number): Linear {
  const encode = (value: number) => (value <= 0.0031308 ? 12.92 * value : 1.055 * value ** (1 / 2.4) - 0.055)
  const decode = (value: number) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4)
  const mix = (index: 0 | 1 | 2) => decode(encode(top[index]) * share + encode(ground[index]) * (1 - share))
  return [mix(0), mix(1), mix(2)]
}

/** WCAG 2.2. */
function contrast(one: Linear, other: Linear): number {
  const luminance = ([red, green, blue]: Linear) => 0.2126 * red + 0.7152 * green + 0.0722 * blue
  const [dark, light] = [luminance(one), luminance(other)].toSorted((a, b) => a - b)
  return ((light ?? 0) + 0.05) / ((dark ?? 0) + 0.05)
}

describe.each(['light', 'dark'] as const)('people in the %s theme', theme => {
  it.each([1, 2, 3, 4, 5, 6, 7, 8])(
    '[PR61] --p%i: its name is read, its caret seen, and words under its selection stay read',
    n => {
      const person = token(`p${n}`, theme)
      expect(contrast(token('on-p', theme), person)).toBeGreaterThanOrEqual(4.5)
      for (const ground of ['paper', 'surface', 'bg', 'raised', 'sunken']) {
        expect(contrast(person, token(ground, theme)), `the caret on ${ground}`).toBeGreaterThanOrEqual(3)
      }
      const selected = over(person, token('paper', theme), 0.24)
      expect(contrast(token('ink', theme), selected)).toBeGreaterThanOrEqual(4.5)
    },
  )
})

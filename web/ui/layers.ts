/** Where menus, popovers and dialogs are put: one labelled region at the end of the body, so that nothing floats outside the landmarks. */
export const LAYERS_ID = 'layers'

export function layersElement(): HTMLElement | undefined {
  return typeof document === 'undefined' ? undefined : (document.getElementById(LAYERS_ID) ?? undefined)
}

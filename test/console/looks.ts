/** Run inside the page: every piece of text whose contrast to what lies behind it is below AA, as `text: ratio`. */
export const TOO_FAINT = `(() => {
  const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true })
  const rgba = (colour) => {
    canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = colour; canvas.fillRect(0, 0, 1, 1)
    return [...canvas.getImageData(0, 0, 1, 1).data]
  }
  const light = ([r, g, b]) => [r, g, b].map((v) => v / 255).map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4))
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0)
  const behind = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const colour = rgba(getComputedStyle(at).backgroundColor)
      if (colour[3] === 255) return colour
    }
    return matchMedia('(prefers-color-scheme: dark)').matches ? [0, 0, 0, 255] : [255, 255, 255, 255]
  }
  const found = []
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement
    const text = walker.currentNode.textContent.trim()
    if (!text || !element.checkVisibility() || element.closest(':disabled,.hidden,noscript')) continue
    const style = getComputedStyle(element)
    const size = parseFloat(style.fontSize)
    const [a, b] = [light(rgba(style.color)), light(behind(element))].sort((x, y) => y - x)
    const ratio = (a + 0.05) / (b + 0.05)
    if (ratio < (size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700) ? 3 : 4.5)) found.push(text.slice(0, 40) + ': ' + ratio.toFixed(2))
  }
  return found
})()`

/** Run inside the page: what sticks out to the right, of the window or of a dialog. */
export const STICKING_OUT = `(() => [...document.querySelectorAll('body *')].filter((one) => one.checkVisibility() && !one.closest('.hidden,.skip,svg'))
  .filter((one) => one.getBoundingClientRect().right > (one.closest('dialog')?.getBoundingClientRect().right ?? document.documentElement.clientWidth) + 1)
  .map((one) => one.tagName + '.' + one.className))()`

/** Run inside the page: what can be pressed but is smaller than a finger. Links inside a sentence may be. */
export const TOO_SMALL = `(() => [...document.querySelectorAll('button,.button,select,summary,nav a,.row-main a,.choice,input:not([type=radio],[type=checkbox]),textarea')]
  .filter((one) => one.checkVisibility()).map((one) => [one.textContent.slice(0, 30) || one.tagName, one.getBoundingClientRect().height])
  .filter(([, height]) => height < 43.5).map(([name, height]) => name + ': ' + height))()`

/** Run inside the page: fields and buttons that a screen reader could not name. */
export const NAMELESS = `(() => [...document.querySelectorAll('input,select,textarea,button,a[href]')].filter((one) => one.checkVisibility())
  .filter((one) => !(one.labels?.length || one.getAttribute('aria-label') || one.textContent.trim())).map((one) => one.outerHTML.slice(0, 120)))()`

/** Run inside the page: ids that stand on more than one element, so that a label would name the wrong one. */
export const TWICE = `(() => { const ids = [...document.querySelectorAll('[id]')].map((one) => one.id); return ids.filter((id, at) => ids.indexOf(id) !== at) })()`

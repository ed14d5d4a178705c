// Brings a page up to date when the lake has changed, without a jump: only what is below the navigation is exchanged,
// and not while somebody is filling in a form. Without it a page is as it was when it was opened.
const EVERY_MS = Number(document.currentScript?.dataset.every) || 10_000
const SOON_MS = 2_000
let known = null

async function look() {
  if (document.hidden) return
  try {
    const answer = await fetch('/v1/state')
    if (!answer.ok) return
    const state = await answer.text()
    if (known === null) known = state
    if ((state === known && !isOfBefore(document)) || busy()) return
    const page = await fetch(location.href)
    if (page.status !== 200) return
    const fresh = new DOMParser().parseFromString(await page.text(), 'text/html').querySelector('main')
    const main = document.querySelector('main')
    // One that is of before itself is what is shown already: the next is not made yet.
    if (!fresh || !main || busy() || isOfBefore(fresh)) return
    const opened = [...main.querySelectorAll('details')].map((one) => one.open)
    const focused = document.activeElement?.getAttribute?.('href')
    main.innerHTML = fresh.innerHTML
    main.querySelectorAll('details').forEach((one, at) => { one.open = opened[at] ?? false })
    if (focused) main.querySelector(`[href="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true })
    known = state
  } catch {
    // The pages are not served just now: the next time, then.
  }
}

function busy() {
  return document.activeElement?.matches?.('input, select') ?? false
}

function isOfBefore(where) {
  return where.querySelector('[data-stale]') !== null
}

// What goes on in the lake: an import, a refresh, and how far it is.
async function lookOn() {
  const line = document.querySelector('[data-work]')
  if (!line || document.hidden) return false
  try {
    const answer = await fetch('/v1/work')
    const said = answer.ok ? await answer.text() : ''
    if (line.textContent !== said) line.textContent = said
    line.hidden = said === ''
    return said !== ''
  } catch {
    return false
  }
}

async function again() {
  const goesOn = await lookOn()
  await look()
  setTimeout(again, goesOn || isOfBefore(document) ? Math.min(EVERY_MS, SOON_MS) : EVERY_MS)
}

again()

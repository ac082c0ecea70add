// The portal page's own behaviour: tabs of a card, sliders, and the host's side of the applications' message protocol.
'use strict'
;(() => {
  // Where an application may send its person; the same list as the host's.
  const openablePaths = /^\/(crm\/(deal|lead|contact|company|type)|marketplace|company\/personal\/user\/[0-9]+|workgroups\/group\/[0-9]+)\//

  // An application asks for a width by a prefix that the address then walks out of again.
  const widths = [
    ['/workgroups/group/0/card/', 900],
    ['/crm/company/requisite/0/', 950],
    ['/company/personal/user/0/groups/create/', 1200],
    ['/crm/type/0/details/0/', 1640],
  ]

  const isFramed = document.body.classList.contains('framed')

  function element(name, properties, ...children) {
    const made = Object.assign(document.createElement(name), properties)
    made.append(...children)
    return made
  }

  /** Opens a page over this one; resolves when it is closed. */
  function openSlider(address, width) {
    const url = new URL(address, location.origin)
    url.searchParams.set('IFRAME', 'Y')
    url.searchParams.set('IFRAME_TYPE', 'SIDE_SLIDER')
    return new Promise((resolve) => {
      const page = element('iframe', { src: url.href, title: document.title })
      page.dataset.testid = 'host-slider'
      if (width) page.style.width = `min(${width}px, 94%)`
      const button = element('button', { type: 'button', textContent: '✕' })
      button.dataset.testid = 'host-slider-close'
      button.setAttribute('aria-label', document.documentElement.lang === 'en' ? 'Close' : 'Закрыть')
      const slider = element('div', { className: 'slider' }, button, page)
      function close() {
        document.removeEventListener('keydown', onKey)
        slider.remove()
        resolve()
      }
      function onKey(event) {
        if (event.key === 'Escape') close()
      }
      button.addEventListener('click', close)
      slider.addEventListener('click', (event) => event.target === slider && close())
      page.addEventListener('slider-close', close)
      document.addEventListener('keydown', onKey)
      document.body.append(slider)
      button.focus()
    })
  }

  /** Lets the person choose colleagues; resolves with null when he does not. */
  async function choosePeople(many) {
    const people = await (await fetch('/bitrix/pages/people')).json()
    return new Promise((resolve) => {
      const list = element('select', { multiple: many, size: 12 })
      list.dataset.testid = 'host-people'
      list.append(...people.map((person) => element('option', { value: person.id, textContent: person.name })))
      const button = element('button', { className: 'button', value: 'chosen', textContent: 'OK' })
      const dialog = element('dialog', {}, element('form', { method: 'dialog' }, list, element('p', {}, button)))
      dialog.addEventListener('close', () => {
        const chosen = dialog.returnValue === 'chosen' ? [...list.selectedOptions].map((option) => people.find((person) => person.id === option.value)) : []
        dialog.remove()
        resolve(many ? chosen : (chosen[0] ?? null))
      })
      document.body.append(dialog)
      dialog.showModal()
    })
  }

  /** What an application wrote: `command:JSON:callback:SID`, without the JSON when there are no parameters, or an object. */
  function parse(data) {
    if (typeof data === 'object' && data !== null)
      return { command: String(data.method), params: data.params ?? {}, callback: String(data.callback ?? ''), sid: String(data.appSid) }
    if (typeof data !== 'string') return null
    const parts = data.split(':')
    if (parts.length < 3) return null
    const text = parts.slice(1, -2).join(':')
    try {
      return { command: parts[0], params: text === '' ? {} : JSON.parse(text), callback: parts.at(-2), sid: parts.at(-1) }
    } catch {
      return null
    }
  }

  function startFrame(root) {
    const frame = root.querySelector('[data-host-frame]')
    const settings = JSON.parse(root.querySelector('[data-frame-settings]').dataset.frameSettings)
    const server = `/bitrix/pages/app/${encodeURIComponent(settings.clientId)}`
    const isOwnPage = settings.placement === 'DEFAULT'
    const state = { ...settings.initData }
    const listened = new Map()

    async function ask(action, body) {
      const answer = await fetch(`${server}/${action}`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', 'X-Portal-Page': 'Y' },
        body: JSON.stringify(body ?? {}),
      })
      if (!answer.ok) throw new Error(`${action}: ${answer.status}`)
      return answer.status === 204 ? undefined : answer.json()
    }

    // Each answers a value, nothing, or `silent` when the host would say nothing at all.
    const silent = Symbol('no reply')
    const commands = {
      getInitData: () => state,
      setInstall: (params) => {
        state.INSTALL = params.install === true
        return true
      },
      setInstallFinish: async () => {
        await ask('install-finish')
        const address = new URL(location.href)
        address.searchParams.set('install_finished', 'Y')
        location.replace(address)
        return silent
      },
      refreshAuth: async () => Object.assign(state, await ask('refresh-auth')) && pick(state, 'AUTH_ID', 'AUTH_EXPIRES', 'REFRESH_ID'),
      resizeWindow: (params) => {
        if (isFramed) return undefined
        const height = Number(params.height)
        if (Number.isFinite(height)) frame.style.height = `${Math.min(Math.max(height, 100), 20000)}px`
        if (/^\d+(px|%)?$/.test(String(params.width))) frame.style.width = /\d$/.test(String(params.width)) ? `${params.width}px` : params.width
        return { width: frame.offsetWidth, height: frame.offsetHeight }
      },
      setTitle: (params) => {
        if (!isOwnPage) return undefined
        // The heading of the page only: the browser's tab keeps its name.
        const title = String(params.title ?? '')
        const heading = document.querySelector('[data-app-title]')
        if (heading) heading.textContent = title
        return title
      },
      setScroll: (params) => {
        if (isOwnPage) frame.scrolling = params.scroll === false ? 'no' : 'yes'
        return undefined
      },
      reloadWindow: () => {
        if (!isOwnPage) return undefined
        location.reload()
        return silent
      },
      setAppOption: async (params) => {
        if (!settings.isAdministrator) return silent
        state.APP_OPTIONS = await ask('app-option', { name: String(params.name), value: params.value })
        return state.APP_OPTIONS
      },
      setUserOption: async (params) => {
        state.USER_OPTIONS = await ask('user-option', { name: String(params.name), value: params.value })
        return state.USER_OPTIONS
      },
      openPath: async (params) => {
        const path = String(params.path ?? '')
        if (!openablePaths.test(path)) return { result: 'error', errorCode: 'PATH_NOT_AVAILABLE' }
        // The parser takes the dots out; what stays is a path of this portal.
        const address = new URL(path, location.origin)
        address.searchParams.set('from', 'rest_placement')
        address.searchParams.set('from_app', settings.clientId)
        await openSlider(address, widths.find(([prefix]) => path.startsWith(prefix))?.[1])
        return { result: 'close' }
      },
      openApplication: async (params) => {
        const address = new URL(`/marketplace/app/${encodeURIComponent(settings.clientId)}/`, location.origin)
        for (const [name, value] of Object.entries(params)) address.searchParams.set(`params[${name}]`, String(value))
        await openSlider(address, Number(params.bx24_width) || undefined)
        return undefined
      },
      closeApplication: () => {
        if (isFramed) window.frameElement?.dispatchEvent(new CustomEvent('slider-close'))
        return silent
      },
      selectUser: (params) => choosePeople(params.mult === true),
      getInterface: () => ({ command: Object.keys(commands), event: [] }),
      placementBindEvent: (params, callback) => {
        listened.set(String(params.event), callback)
        return silent
      },
    }

    addEventListener('message', async (event) => {
      if (event.source !== frame.contentWindow || event.origin !== settings.origin) return
      const message = parse(event.data)
      if (message === null || message.sid !== settings.sid) return
      const known = Object.hasOwn(commands, message.command) ? commands[message.command] : () => undefined
      const reply = await known(message.params ?? {}, message.callback)
      if (reply === silent || message.callback === '') return
      // Every command is answered, also an unknown one: an application may wait for ever.
      frame.contentWindow?.postMessage(`${message.callback}:${reply === undefined ? '' : JSON.stringify(reply)}`, settings.origin)
    })
    root.querySelector('[data-launch]').submit()
  }

  function pick(from, ...names) {
    return Object.fromEntries(names.map((name) => [name, from[name]]))
  }

  /** Shows a tab; an application's is fetched the first time. */
  async function openTab(button) {
    for (const other of document.querySelectorAll('[data-tab]')) {
      other.setAttribute('aria-selected', String(other === button))
      document.getElementById(`tab-${other.dataset.tab}`).hidden = other !== button
    }
    const section = document.getElementById(`tab-${button.dataset.tab}`)
    if (!button.dataset.frame || section.dataset.opened) return
    section.dataset.opened = 'true'
    const answer = await fetch(button.dataset.frame)
    section.innerHTML = await answer.text()
    if (section.querySelector('[data-host-frame]')) startFrame(section)
  }

  for (const button of document.querySelectorAll('[data-tab]')) button.addEventListener('click', () => openTab(button))
  if (document.querySelector('main.app [data-host-frame]')) startFrame(document.querySelector('main.app'))
})()

// The bridge between a CRM's page and the agent's desktop around it: it takes the actions that
// ccrepo has for an agent, posts them to the desktop's window and reports their outcome.
// How to use it: docs/bridge.md. Types: bridge.d.ts beside this file.
(() => {
  'use strict';

  const silence = 35e3; // after which a stream without a byte is dead: the server sends a comment every 15 s
  const patience = 15e3; // how long the network may be down before a request of the page fails
  const tryTime = 10e3; // limit of one request
  const answerTime = 10e3; // in which the desktop must confirm an action
  const standBack = 2e3; // delay by which a page that can't act lets other tabs go first

  const here = new URL('.', document.currentScript?.src ?? location.href).href;
  const states = ['queued', 'delivered', 'acknowledged', 'done', 'failed', 'expired'];
  const rank = (action) => states.indexOf(action?.state);
  const isOver = (action) => rank(action) > 2;
  const locked = new Set(); // names of the locks that this page has

  // exact returns an origin that is safe to post to, and throws for any other.
  function exact(origin) {
    let url;
    try {
      url = new URL(origin);
    } catch {
      throw new TypeError(`targetOrigin: ${origin} is not an origin such as https://desktop.example.com`);
    }
    if (url.origin !== origin) throw new TypeError(`targetOrigin: ${origin} is not an exact origin; write ${url.origin}`);
    const loopback = /^(localhost|.+\.localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(url.hostname);
    if (url.protocol !== 'https:' && !(url.protocol === 'http:' && loopback)) {
      throw new TypeError(`targetOrigin: ${origin} is not https`);
    }
    return origin;
  }

  // checked returns the options of connect, or throws a TypeError that says what to write.
  function checked({ agent, token, target, targetOrigin, server = here, confirm = false, onAction, onStatus }) {
    if (!isSecureContext) throw new TypeError('the page and every page around it must be served by HTTPS');
    if (typeof agent !== 'string' || !agent) throw new TypeError('agent: name the agent that the page is for');
    if (!token || !['string', 'function'].includes(typeof token)) {
      throw new TypeError('token: give the agent\'s token, or better a function that gets a fresh one');
    }
    if (target !== 'self' && target !== 'parent') throw new TypeError("target: write 'self' or 'parent'");
    if (target === 'self') targetOrigin ??= window.origin; // 'null' in a sandbox, as location.origin is not
    if (targetOrigin !== '*') exact(targetOrigin);
    if (target === 'self' && ![window.origin, '*'].includes(targetOrigin)) {
      throw new TypeError(`targetOrigin: this window is of ${window.origin}`);
    }
    if (confirm && targetOrigin === '*') throw new TypeError("confirm: answers need an exact targetOrigin, not '*'");
    for (const [name, f] of Object.entries({ onAction, onStatus })) {
      if (f !== undefined && typeof f !== 'function') throw new TypeError(`${name}: give a function`);
    }
    server = new URL(server, location.href).href.replace(/\/$/, '');
    return { agent, token, target, targetOrigin, server, confirm, onAction, onStatus };
  }

  function connect(options) {
    const { agent, token, target, targetOrigin, server, confirm, onAction, onStatus } = checked(options);
    const host = target === 'self' ? window : window.parent;
    const closing = new AbortController();
    const closed = () => closing.signal.aborted;
    const known = new Map(); // the newest state of the last actions, by id
    const waiting = new Map(); // callbacks that wait for news of an action, by id
    let status;
    let leading = false; // this page holds the stream
    let opened; // AbortController of the stream
    let last = 0; // id of the newest action of the stream
    let queue = Promise.resolve(); // actions are done one after the other

    // pause ends after ms, when the network is back, or when the connection is closed.
    const pause = (ms) => closed() ? Promise.resolve() : new Promise((resolve) => {
      const end = () => {
        clearTimeout(timer);
        removeEventListener('online', end);
        closing.signal.removeEventListener('abort', end);
        resolve();
      };
      const timer = setTimeout(end, ms);
      addEventListener('online', end);
      closing.signal.addEventListener('abort', end);
    });
    const backoff = (failures) => Math.min(30e3, 500 * 2 ** failures) * (0.5 + Math.random() / 2);

    function inform(callback, ...news) {
      try {
        callback?.(...news);
      } catch (error) {
        reportError(error); // an error of the page must not stop the bridge
      }
    }

    function setStatus(now, error) {
      if (closed() && now !== 'closed' || status === now && !error) return;
      status = now;
      inform(onStatus, now, error);
    }

    // --- Requests to the server ---

    let held; // the current token
    let renewAt = Infinity;
    let renewing;

    async function renew() {
      const late = new Promise((_, reject) => { setTimeout(reject, tryTime, new Error('token: the function did not answer')); });
      const given = await Promise.race([token(), late]);
      const fresh = given?.token ?? given;
      if (typeof fresh !== 'string') throw new TypeError('token: the function gave no token');
      held = fresh;
      renewAt = Infinity;
      try {
        const { exp } = JSON.parse(atob(held.split('.')[1].replace(/-/g, '+').replace(/_/g, '/')));
        const left = exp * 1e3 - Date.now();
        if (left > 0 && left <= 36e5) renewAt = Date.now() + left * 0.8; // otherwise the clock of this machine is wrong
      } catch {
        // A 401 shows that it has expired.
      }
      return held;
    }

    // secret returns the agent's token; never the refused one.
    async function secret(refused) {
      if (typeof token === 'string') return token;
      const good = held && held !== refused;
      if (good && Date.now() < renewAt) return held;
      renewing ??= renew().finally(() => { renewing = undefined; });
      try {
        return await renewing;
      } catch (error) {
        if (good) return held; // it is not about to expire
        throw error;
      }
    }

    // ask sends one request; if the token is refused it gets a new one, once.
    async function ask(method, path, { body, key, headers, signal, keepalive } = {}) {
      for (let refused; ;) {
        const bearer = await secret(refused);
        const response = await fetch(server + path, {
          method,
          headers: {
            Authorization: `Bearer ${bearer}`,
            ...(body && { 'Content-Type': 'application/json', 'Idempotency-Key': key }),
            ...headers,
          },
          body: body && JSON.stringify(body),
          signal: signal ?? AbortSignal.timeout(tryTime),
          keepalive,
          cache: 'no-store',
          credentials: 'omit',
          redirect: 'error',
          referrerPolicy: 'no-referrer',
        });
        if (response.status !== 401 || refused || typeof token === 'string') return response;
        refused = bearer;
      }
    }

    // refusal returns an unsuccessful answer as an Error.
    async function refusal(response) {
      const problem = await response.json().catch(() => undefined);
      const error = new Error(problem?.detail ?? problem?.title ?? `the server answered ${response.status}`);
      const again = [408, 425, 429].includes(response.status) || response.status >= 500 || problem?.code === 'still_running';
      return Object.assign(error, { problem, status: response.status, again, after: response.headers.get('Retry-After') * 1e3 });
    }

    // insist repeats a request until it is answered or `until` is over. Its Idempotency-Key ensures that it is done once.
    async function insist(method, path, { until = Infinity, ...request }) {
      const key = crypto.randomUUID();
      for (let failures = 0; ; failures++) {
        let error;
        try {
          const response = await ask(method, path, { ...request, key });
          if (response.ok) return await response.json();
          error = await refusal(response);
        } catch (failure) {
          error = Object.assign(failure, { again: true });
        }
        const wait = Math.max(backoff(failures), error.after || 0);
        if (!error.again || closed() || Date.now() + wait > until) throw error;
        await pause(wait);
      }
    }

    // --- Messages to the desktop ---

    // obstacle returns why a message would reach no page, or the wrong one.
    function obstacle() {
      if (target === 'self') return '';
      if (host === window) return 'the page is in no frame';
      const around = location.ancestorOrigins?.[0]; // Firefox has none, but does not post to another origin either
      return targetOrigin === '*' || !around || around === targetOrigin ? '' : `the page is in a frame of ${around}, not of ${targetOrigin}`;
    }

    // confirmation returns a promise of the desktop's answer to an action that will be posted.
    const confirmation = (name, ms) => new Promise((resolve) => {
      const end = (outcome) => {
        clearTimeout(timer);
        removeEventListener('message', hear);
        resolve(outcome);
      };
      const hear = ({ source, origin, data }) => {
        if (source !== host || origin !== targetOrigin || data?.action !== name || !['done', 'failed'].includes(data.state)) return;
        end({ state: data.state, ...(typeof data.detail === 'string' && data.detail && { detail: data.detail.slice(0, 200) }) });
      };
      const timer = setTimeout(end, ms, { state: 'failed', detail: `the desktop did not confirm within ${Math.round(ms / 1e3)} s` });
      addEventListener('message', hear);
    });

    async function execute({ id }) {
      const wrong = obstacle();
      if (wrong) await pause(standBack);
      if (closed()) return;
      const path = `/v1/actions/${id}/ack`;
      const begun = Date.now();
      let action;
      try {
        action = await insist('POST', path, { body: { state: 'acknowledged' } });
      } catch (error) {
        if (error.status === 403) setStatus(status, error); // the token's key lacks a scope
        return; // another tab has it, or it has ended; the stream reports other errors
      }
      // If the answer was late, the server has the action as expired, and it must not be done.
      const left = Date.parse(action.deadline) - Date.parse(action.acknowledged_at) - (Date.now() - begun);
      let outcome = { state: 'done' };
      try {
        if (wrong) throw new Error(wrong);
        if (!(left > 1e3)) throw new Error('the network was away for too long');
        const confirmed = confirm && confirmation(action.payload.action, Math.min(answerTime, left - 1e3));
        host.postMessage(action.payload, targetOrigin);
        outcome = (await confirmed) || outcome;
      } catch (error) {
        outcome = { state: 'failed', detail: error.message };
      }
      // The desktop may close this page.
      await insist('POST', path, { body: outcome, keepalive: true }).catch(() => {});
    }

    // --- The stream, held by one of several tabs ---

    const name = ['ccrepo', server, agent, target, targetOrigin, confirm].join(' ');
    let channel;
    try {
      channel = new BroadcastChannel(name);
      channel.onmessage = ({ data }) => {
        if (data.action) learn(data.action);
        if (data.live && !leading) setStatus('standby');
        if (data.live) askAgain();
      };
    } catch {
      // Without storage each tab holds a stream, and the server decides which tab acknowledged first.
    }

    // learn stores the state of an action, which may arrive late or more than once.
    function learn(action) {
      const before = known.get(action.id);
      if (isOver(before) || rank(action) <= rank(before)) return;
      known.delete(action.id);
      known.set(action.id, action);
      if (known.size > 200) known.delete(known.keys().next().value);
      waiting.get(action.id)?.();
      inform(onAction, action);
    }

    // askAgain wakes all waiting callbacks, because news may have been missed.
    function askAgain() {
      for (const wake of waiting.values()) wake();
    }

    function hear(kind, data) {
      if (kind !== 'action' && kind !== 'state') return;
      let action;
      try {
        action = JSON.parse(data);
      } catch {
        return; // not for this bridge
      }
      channel?.postMessage({ action });
      learn(action);
      if (kind !== 'action' || action.id <= last) return;
      last = action.id;
      queue = queue.then(() => execute(action)).catch(reportError);
    }

    // read reads the stream until it ends.
    async function read() {
      opened = new AbortController();
      const { signal } = opened;
      let watchdog;
      const alive = () => {
        clearTimeout(watchdog);
        watchdog = setTimeout(() => opened.abort(new Error('the server has stopped sending')), silence);
      };
      alive();
      try {
        const response = await ask('GET', `/v1/agents/${encodeURIComponent(agent)}/stream`, {
          signal, headers: { Accept: 'text/event-stream', ...(last && { 'Last-Event-ID': `${last}` }) },
        });
        if (!response.ok) throw await refusal(response);
        if (!response.headers.get('Content-Type')?.startsWith('text/event-stream')) throw new Error('the server is not ccrepo');
        setStatus('live');
        channel?.postMessage({ live: true });
        askAgain();
        const pieces = response.body.pipeThrough(new TextDecoderStream()).getReader();
        let rest = '';
        let event = {};
        for (;;) {
          const { value, done } = await pieces.read();
          if (done) return;
          alive();
          const lines = (rest + value).split(/\r\n|\n|\r(?!$)/);
          rest = lines.pop();
          for (const line of lines) {
            const [, field, text] = /^([^:]*):? ?(.*)$/s.exec(line);
            if (field) event[field] = field === 'data' && event.data !== undefined ? `${event.data}\n${text}` : text;
            if (line) continue;
            if (event.data !== undefined) hear(event.event, event.data);
            event = {};
          }
        }
      } finally {
        clearTimeout(watchdog);
        opened.abort();
      }
    }

    async function hold() {
      leading = true;
      locked.add(name);
      try {
        await follow();
      } finally {
        locked.delete(name);
      }
    }

    async function follow() {
      for (let failures = 0; !closed(); failures++) {
        setStatus('connecting');
        let error;
        try {
          await read();
        } catch (failure) {
          error = failure;
        }
        if (status === 'live') failures = 0;
        if (error?.status === 401 && typeof token === 'string') return close(error);
        if (error && !closed()) setStatus('offline', error);
        await pause(Math.max(backoff(failures), error?.after || 0));
      }
    }

    async function lead() {
      setStatus('connecting');
      if (!obstacle() && channel && navigator.locks) {
        try {
          const ours = locked.has(name); // by a connection that is about to end
          const turn = navigator.locks.request(name, { signal: closing.signal }, hold);
          // Requested behind its turn, this gets no lock; it only tells whether the turn has come.
          navigator.locks.request(name, { ifAvailable: true }, () => {
            if (!leading && !ours) setStatus('standby');
          }).catch(() => {});
          return await turn;
        } catch {
          // Storage is blocked, or the connection was closed.
        }
      }
      await hold();
    }

    // A connection does not survive a change of the network.
    const reconnect = () => opened?.abort(new Error('the network went away'));
    addEventListener('online', reconnect);
    addEventListener('offline', reconnect);

    function close(error) {
      if (closed()) return;
      closing.abort();
      opened?.abort();
      channel?.close();
      removeEventListener('online', reconnect);
      removeEventListener('offline', reconnect);
      askAgain();
      setStatus('closed', error);
    }

    // --- Requests of the page ---

    // news resolves when there is news of an action, or may have been.
    const news = (id, ms) => new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      waiting.set(id, () => {
        clearTimeout(timer);
        resolve();
      });
    });

    async function order(kind, details) {
      if (closed()) throw new Error('the connection is closed');
      let action = await insist('POST', `/v1/actions/${kind}`, { body: { ...details, agent }, until: Date.now() + patience });
      const { id } = action;
      let wait = Date.parse(action.deadline) - Date.parse(action.created_at) + 1e3;
      while (!isOver(action)) {
        if (isOver(known.get(id))) {
          action = known.get(id);
          break;
        }
        if (!closed()) await news(id, wait);
        waiting.delete(id);
        if (closed()) throw new Error('the connection was closed before the outcome was known');
        if (!isOver(known.get(id))) action = await insist('GET', `/v1/actions/${id}?wait=5`, {});
        wait = 5e3;
      }
      if (action.state === 'done') return action;
      throw Object.assign(new Error(action.detail || `the action has ${action.state}`), { action });
    }

    lead().catch(reportError);
    return {
      makeCall: (call) => order('make-call', call),
      hangUp: () => order('hang-up'),
      disposition: (disposition) => order('disposition-call', disposition),
      closeTab: () => order('close-tab'),
      close: () => close(),
      get status() { return status; },
    };
  }

  globalThis.ccrepo = Object.freeze({ connect });
})();

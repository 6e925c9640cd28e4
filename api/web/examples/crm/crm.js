// A CRM's page: what yours does to use the bridge.
import { counterpart, fill, language, say, sayDetail } from './common.js';

const parameters = new URLSearchParams(location.search); // as uContact fills them in for a call
const agent = parameters.get('agent') || 'ana.silva';
const phone = parameters.get('searchByPhoneNumber') || '+59825550142';
const campaign = parameters.get('campaign') || 'Renewals->';
const guid = parameters.get('guid') || '72e50982-9983-4e27-b9af-ae5c9f518cfb';

// Yours is a fixed text: https:// and the host of your desktop. Never take it from the URL.
const desktop = counterpart();

const element = (id) => document.getElementById(id);
const contacts = { '+59825550142': 'Lucía Fernández', '+59825550167': 'Marcos Olivera', '+13125550199': 'Grace Miller' };

fill();
element('agent').textContent = agent;
element('contact').textContent = contacts[phone] ?? say('unknownContact');
for (const [name, value] of Object.entries({ phone, campaign, guid })) {
  const term = document.createElement('dt');
  term.textContent = say(name);
  const text = document.createElement('dd');
  text.textContent = value;
  element('facts').append(term, text);
}
Object.assign(element('call').elements.destination, { value: phone });
Object.assign(element('call').elements.campaign, { value: campaign });
Object.assign(element('call').elements.did, { value: '+59825550104' });

// --- The bridge ---

// Your back end requests the token with its API key, and passes it only to the page of the signed-in agent. The demo has
// no keys, so that the page itself may request it.
async function freshToken() {
  const answer = await fetch(`/v1/agents/${encodeURIComponent(agent)}/token`, {
    method: 'POST', headers: { 'Content-Type': 'application/json' }, body: '{}',
  });
  if (answer.status === 401 || answer.status === 403) element('signin').hidden = false;
  if (!answer.ok) throw new Error((await answer.json()).detail);
  return (await answer.json()).token;
}

function connect(token) {
  return ccrepo.connect({
    agent,
    token,
    target: 'parent',
    targetOrigin: desktop,
    confirm: parameters.get('confirm') === '1',
    onAction: showAction,
    onStatus: showStatus,
  });
}

let bridge = connect(freshToken);
freshToken().then(offerAllowed, () => explain('listUnknown'));

element('signin').onsubmit = (event) => {
  event.preventDefault();
  bridge.close();
  const token = event.target.elements.token.value.trim();
  bridge = connect(token);
  offerAllowed(token);
  element('signin').hidden = true;
};

element('call').onsubmit = (event) => {
  event.preventDefault();
  attempt(bridge.makeCall({ ...written(event.target), guid }));
};
element('hangUp').onclick = () => attempt(bridge.hangUp());
element('closeTab').onclick = () => attempt(bridge.closeTab());
element('disposition').onsubmit = (event) => {
  event.preventDefault();
  attempt(bridge.disposition({ campaign, callerid: phone, guid, ...written(event.target) }));
};

// --- The dispositions that the campaign allows ---

const levels = ['l1', 'l2', 'l3'];

// allowedDispositions returns all dispositions that the campaign allows; none: it allows every one.
async function allowedDispositions(token) {
  const all = [];
  for (let cursor = ''; cursor !== null;) {
    const query = new URLSearchParams({ campaign, fields: levels.join(','), limit: 1000, ...(cursor && { cursor }) });
    const answer = await fetch(`/v1/dispositions/allowed?${query}`, { headers: { Authorization: `Bearer ${token}` } });
    if (!answer.ok) throw new Error((await answer.json()).detail);
    const { data, next_cursor } = await answer.json();
    all.push(...data);
    cursor = next_cursor;
  }
  return all;
}

// offer makes lists of the levels: each has the values that follow those chosen before it.
function offer(allowed) {
  const form = element('disposition').elements;
  for (const level of levels) {
    const list = document.createElement('select');
    list.name = level;
    list.required = level === 'l1';
    list.onchange = () => follow(levels.indexOf(level) + 1);
    form[level].replaceWith(list);
  }
  function follow(first) {
    for (const [at, level] of levels.entries()) {
      if (at < first) continue;
      const before = levels.slice(0, at);
      const open = before.every((name) => form[name].value);
      const values = !open ? [] : [...new Set(allowed.filter((one) => before.every((name) => one[name] === form[name].value)).map((one) => one[level]))];
      const [only] = values.length === 1 ? values : [];
      // If every disposition has a further level, one must be chosen; if none has, there is nothing to choose.
      const choices = values.includes('') ? values : ['', ...values];
      form[level].replaceChildren(...choices.map((value) => new Option(value || say(values.includes('') ? 'noLevel' : 'choose'), value)));
      form[level].value = only ?? '';
      form[level].required = open && !values.includes('');
      form[level].disabled = !values.some(Boolean);
    }
  }
  follow(0);
}

// offerAllowed offers the dispositions that the agent with the token may choose.
function offerAllowed(token) {
  allowedDispositions(token).then((allowed) => {
    element('freely').hidden = allowed.length > 0;
    if (allowed.length > 0) offer(allowed);
    else explain('anyDisposition');
  }, () => explain('listUnknown'));
}

function explain(text) {
  element('freely').textContent = say(text);
  element('freely').hidden = false;
}

// written returns the fields of a form that are not empty.
function written(form) {
  return Object.fromEntries([...new FormData(form)].filter(([, value]) => value !== ''));
}

async function attempt(outcome) {
  showProblem('');
  try {
    await outcome;
  } catch (error) {
    const wrong = error.problem?.errors?.map(({ param, message }) => `${param}: ${message}`).join('; ');
    const headline = say(error.action?.state ?? (error.problem ? 'refusal' : 'unreached'));
    showProblem(`${headline}: ${wrong || sayDetail(error.message)}`);
  }
}

// --- Display ---

function showProblem(text) {
  element('problem').textContent = text;
  element('problem').hidden = !text;
}

function showStatus(status, error) {
  element('status').textContent = say(status);
  element('status').className = `badge ${status}`;
  if (status === 'closed') element('signin').hidden = false;
  showProblem(error ? `${say('unreached')}: ${error.message}` : '');
}

const time = new Intl.DateTimeFormat(language, { timeStyle: 'medium' });

function showAction(action) {
  element('none').hidden = true;
  const id = `action-${action.id}`;
  let row = element(id);
  if (!row) {
    row = document.createElement('tr');
    row.id = id;
    element('actions').prepend(row);
  }
  const cells = [time.format(new Date(action.created_at)), action.action, say(action.state), sayDetail(action.detail)];
  row.replaceChildren(...cells.map((text) => Object.assign(document.createElement('td'), { textContent: text })));
  row.children[2].className = `state ${action.state}`;
}

// A page in the place of uContact's: it shows the CRM in a frame and accepts its four actions.
import { counterpart, fill, language, say } from './common.js';

const crm = counterpart();
const element = (id) => document.getElementById(id);
const frame = element('crm');
const form = element('pop').elements;

fill();
setPhone('');
pop();
element('pop').onsubmit = (event) => {
  event.preventDefault();
  pop();
};
element('pop').onchange = (event) => {
  if (event.target.name === 'confirm') pop();
};

// pop opens the CRM for a call, with the parameters that uContact adds to its URL.
function pop() {
  const url = new URL('/examples/crm', crm);
  for (const name of ['searchByPhoneNumber', 'agent', 'campaign']) url.searchParams.set(name, form[name].value);
  if (form.confirm.checked) url.searchParams.set('confirm', '1');
  url.searchParams.set('lang', language);
  form.answer.disabled = !form.confirm.checked;
  frame.src = url;
  frame.hidden = false;
  element('shut').hidden = true;
  element('url').textContent = url.href;
  showCommands();
}

const actions = {
  MAKE_CALL: ({ call }) => setPhone(call.destination),
  HANG_UP: () => setPhone(''),
  DISPOSITION_CALL: () => {},
  CLOSE_TAB: () => {
    frame.src = 'about:blank';
    frame.hidden = true;
    element('shut').hidden = false;
  },
};

addEventListener('message', ({ origin, source, data }) => {
  if (origin !== crm || source !== frame.contentWindow) {
    show('refused', origin, data);
  } else if (!Object.hasOwn(actions, data?.action)) {
    show('unknown', origin, data);
  } else {
    show('taken', origin, data);
    answer(source, data.action);
    actions[data.action](data);
  }
});

// answer confirms an action if the CRM waits for it. uContact itself does not.
function answer(source, action) {
  const state = form.confirm.checked && form.answer.value;
  if (state) source.postMessage({ action, state, ...(state === 'failed' && { detail: say('notNow') }) }, crm);
}

function setPhone(number) {
  element('phone').textContent = number ? `${say('talking')} ${number}` : say('idle');
  element('phone').className = `badge ${number ? 'live' : ''}`;
}

const time = new Intl.DateTimeFormat(language, { timeStyle: 'medium' });

function show(verdict, origin, data) {
  element('none').hidden = true;
  const item = document.createElement('li');
  item.className = verdict;
  const head = document.createElement('p');
  head.textContent = `${time.format(new Date())} ${say(verdict)} (${origin})`;
  const text = document.createElement('pre');
  text.textContent = JSON.stringify(data, null, 2);
  item.append(head, text);
  element('messages').prepend(item);
}

function showCommands() {
  const agent = form.agent.value;
  const call = { agent, destination: form.searchByPhoneNumber.value, campaign: form.campaign.value, did: '+59825550104' };
  const commands = [['make-call', call], ['hang-up', { agent }], ['close-tab', { agent }]];
  element('commands').textContent = commands.map(([path, body]) => {
    const json = JSON.stringify(body).replaceAll("'", "'\\''");
    return `curl '${location.origin}/v1/actions/${path}' -H 'Content-Type: application/json' \\\n  -d '${json}'`;
  }).join('\n');
}
